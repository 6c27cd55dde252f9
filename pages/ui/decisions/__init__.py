"""How a person records a decision on any page: a ruling, a dispute, a name under it."""
