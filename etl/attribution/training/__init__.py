"""Training: what a run learns on a bounded sample of the export, with rulings and without."""
