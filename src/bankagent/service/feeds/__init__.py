"""Feeds of pairs: files that are read, and summaries of what became of them."""
