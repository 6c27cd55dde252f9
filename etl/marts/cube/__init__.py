"""Parts of tickets gathered into the cells of a cube, and the aggregates over them."""
