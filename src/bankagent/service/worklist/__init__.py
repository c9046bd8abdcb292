"""Work list: one move, and many in one call."""
