"""The nouns. Frozen values that import nothing but the standard library."""
