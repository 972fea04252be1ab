"""Elements by hand: naming, listing and changing them."""
