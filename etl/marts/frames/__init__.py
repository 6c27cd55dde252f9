"""The data of each chart, table and sentence: one module for each."""
