"""Texts without a database: extraction from files, cleaning, chunks, and questions for search."""
