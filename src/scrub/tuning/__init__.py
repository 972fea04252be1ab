"""Mask templates tuned by looking: a page on loopback, and what it asks for."""
