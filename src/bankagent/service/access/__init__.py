"""Keys: who holds one, how one is issued, how much a caller may do at once."""
