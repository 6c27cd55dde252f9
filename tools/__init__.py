"""Developers' own tools: the sample's generator, and the runs that measure quality. Nothing of it runs for users."""
