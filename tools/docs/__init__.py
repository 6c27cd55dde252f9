"""Documents generated from the code: the reference, and diagrams of imports."""
