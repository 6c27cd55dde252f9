"""Opening hours, holidays and shifts on real dates."""
