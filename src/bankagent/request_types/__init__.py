"""Floor 4: one file for each type of request: its payload, its facts, how it is decided."""
