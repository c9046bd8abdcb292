"""Statements about the work list: moves of items of work, and comments on requests."""
