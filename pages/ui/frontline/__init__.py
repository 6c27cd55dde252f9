"""Parts of the page Frontline load."""
