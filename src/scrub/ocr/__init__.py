"""Engines that find and read text on a picture."""
