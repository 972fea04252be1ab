"""One file for each way that frames are encoded."""
