"""Floor 7: the door for callers, HTTP."""
