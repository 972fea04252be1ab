"""The roof: parse, run, turn how it went into an exit code."""
