"""Personal data masked before anything is stored: in texts, in columns, in names."""
