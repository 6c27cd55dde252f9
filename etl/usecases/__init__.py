"""What people can do with Headwater, one module per use case; the command line and the pages both call these."""
