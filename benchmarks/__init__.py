"""How fast we are, against something else in the same run. Each runs as ``python -m benchmarks.NAME [--json]``."""
