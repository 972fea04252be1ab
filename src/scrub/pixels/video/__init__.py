"""Video: one coded stream for all frames; the only rooms that need the extra `video`, PyAV."""
