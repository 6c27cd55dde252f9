"""Complaint, request, praise or other: what a ticket is, by its words and by what was declared."""
