"""Where our own files live; no other module knows."""
