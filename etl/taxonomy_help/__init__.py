"""Help with writing a taxonomy: what an export itself says about its unattributed complaints."""
