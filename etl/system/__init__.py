"""The machine underneath: files and their permissions, memory, processes, the terminal, the clock."""
