"""Scoring: from the signals' claims on a ticket to departments, confidence and evidence."""
