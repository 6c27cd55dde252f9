"""Files made from the marts: tickets, measures, slides."""
