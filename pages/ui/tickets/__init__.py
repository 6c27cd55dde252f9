"""Parts of the page Tickets."""
