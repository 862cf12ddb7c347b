"""Floor 2: what is made of work done: tasks, errors, decisions, patterns, insights."""
