"""Charts, one module each: a small frame in, an Altair chart out, with title, unit and period inside it."""
