"""Helpdesks on this machine: servers that answer as each product's documentation says, with generated tickets."""
