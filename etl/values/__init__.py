"""Parses cell values in one place: numbers, durations, times, ids, declared reasons."""
