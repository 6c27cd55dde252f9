"""Parts of the page A day on the frontline."""
