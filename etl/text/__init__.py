"""Texts made comparable, and the customer's own words found in them."""
