"""Use cases of documents: take a file, and search what a reader may read."""
