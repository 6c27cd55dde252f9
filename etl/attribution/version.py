"""Version of the engine: stored with each run."""

ENGINE_VERSION = "11"
"""Raised whenever the same chunk can get another answer."""
