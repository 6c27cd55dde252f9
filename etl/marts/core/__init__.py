"""Filters, periods, current names and formatting, used by all marts. Nothing here reads parts of tickets."""
