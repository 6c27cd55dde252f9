"""One function per command; the parser refers to them by name."""
