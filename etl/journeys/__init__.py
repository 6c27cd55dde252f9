"""Which teams held a ticket, from when to when, and what they did."""
