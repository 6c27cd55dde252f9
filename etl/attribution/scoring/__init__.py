"""Scoring: from what the signals claim of a ticket to departments, confidence and evidence."""
