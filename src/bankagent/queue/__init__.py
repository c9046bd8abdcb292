"""Floor 2: Procrastinate, hardened without a fork."""
