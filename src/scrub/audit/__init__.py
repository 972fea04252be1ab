"""Auditing an output: a random sample of it, checked afresh, with a record to keep."""
