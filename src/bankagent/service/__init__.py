"""Floor 6: what has a thought of its own, one verb a file."""
