"""One instance, from read to written. Start reading at scrub.py."""
