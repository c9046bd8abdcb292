"""Trade exceptions: many moved in one call."""
