"""The taxonomy's phrases and a ticket's words, found in folded texts."""
