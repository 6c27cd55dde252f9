"""Masks personal data in texts and columns before anything is stored."""
