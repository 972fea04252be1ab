"""Where bytes come from and go to: files of this machine, or objects of a store elsewhere."""
