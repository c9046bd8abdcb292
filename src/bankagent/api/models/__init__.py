"""What callers send and are shown, each model with its example."""
