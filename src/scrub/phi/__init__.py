"""Which text may identify someone, and which is known not to."""
