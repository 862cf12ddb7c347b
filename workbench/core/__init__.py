"""Floor 0: what every other part agrees on. Imports nothing of ours."""
