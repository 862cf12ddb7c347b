"""Floor 2: studying real material, and being examined on it."""
