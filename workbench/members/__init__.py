"""Floor 2: who belongs to a lab."""
