"""Parts of the page Import; a folder of its plain name could not be imported."""
