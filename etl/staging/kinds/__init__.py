"""Classifies tickets as complaint, request, praise or other, by their words and declared values."""
