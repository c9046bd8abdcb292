"""Models of what callers send and of what they are shown, each with its example."""
