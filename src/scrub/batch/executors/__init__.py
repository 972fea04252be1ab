"""Where jobs run. One file each."""
