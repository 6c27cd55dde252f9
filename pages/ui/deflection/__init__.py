"""Parts of the page Deflection."""
