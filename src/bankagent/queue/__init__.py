"""Queue: Procrastinate, hardened without a fork."""
