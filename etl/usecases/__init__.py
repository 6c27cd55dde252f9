"""What a person can ask of Headwater, one module each; the command line and the pages both call these."""
