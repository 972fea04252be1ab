"""Many instances: which there are, who does them, what is done."""
