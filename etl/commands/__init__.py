"""One function a command; the parser names them."""
