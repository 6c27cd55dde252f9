"""How well a file's known origins are found: what `etl evaluate` runs."""
