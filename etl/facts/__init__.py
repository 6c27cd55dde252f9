"""Facts: rules of the taxonomy over the export's columns, written in a small language and evaluated row by row."""
