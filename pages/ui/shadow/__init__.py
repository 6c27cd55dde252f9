"""Parts of the page Shadow shifts."""
