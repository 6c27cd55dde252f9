"""The documents that are made from the code: the reference and the pictures of what imports what."""
