"""What people decide and say: rulings, commitments, shadow shifts, annotations. No load rewrites any of it."""
