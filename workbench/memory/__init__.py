"""Floor 2: what agents remember, and the index that finds it again."""
