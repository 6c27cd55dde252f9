"""Version of the engine: stored with each run."""

ENGINE_VERSION = "10"
"""Raised whenever the same chunk can get another answer."""
