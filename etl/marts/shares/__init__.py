"""Shares of each ticket by origin: what the engine expects, what people ruled, and the scope over both."""
