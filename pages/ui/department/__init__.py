"""Parts of the page Department."""
