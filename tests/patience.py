"""How long a test waits for something that a busy machine may make slow; how long it takes is no finding."""

PATIENCE_SECONDS = 180
