"""What cells hold, read in one place for all: numbers, durations, times, ids, declared reasons."""
