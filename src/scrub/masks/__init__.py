"""What a kind of equipment burns where."""
