"""Stored values: out of a file, onto an eye, and back, all others untouched."""
