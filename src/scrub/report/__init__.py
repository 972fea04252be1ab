"""What was done, as data and as a page."""
