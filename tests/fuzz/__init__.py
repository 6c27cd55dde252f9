"""Mutated files of every kind, loaded as a person would load them: ``python -m tests.fuzz --count N --seed S``."""
