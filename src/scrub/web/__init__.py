"""Pages: on loopback, who is let in and what serves them; in a file, what it may run."""
