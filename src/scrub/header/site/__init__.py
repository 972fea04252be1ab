"""A site's own recipe: its file checked, its rules made ready to ask."""
