"""Which part of each ticket started where: what the engine expects, what people ruled, and the scope over both."""
