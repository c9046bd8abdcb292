"""Floor 3: the engine of the decision tables."""
