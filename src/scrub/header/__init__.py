"""What a header says about a person, and what becomes of it."""
