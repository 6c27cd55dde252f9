"""Help with writing a taxonomy: proposals from the export's own unattributed complaints."""
