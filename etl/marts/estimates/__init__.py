"""What is estimated of a store, and how far off it may be."""
