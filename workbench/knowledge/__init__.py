"""Floor 2: what members make known to each other."""
