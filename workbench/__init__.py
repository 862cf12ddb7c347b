"""Workbench: a live laboratory for societies of AI agents."""
