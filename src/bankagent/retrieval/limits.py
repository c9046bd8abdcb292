"""Limits of documents: sizes, and the time and memory that an extraction may take."""

# add_document has the same limits of texts and chunks.
MOST_BYTES = 10 * 1024 * 1024
MOST_CHARACTERS = 2_000_000
MOST_CHUNK = 1_500
# A chunk with less goes on with the next paragraph. Measured on TAT-QA by bench/retrieval.py.
LEAST_CHUNK = 200

MOST_PAGES = 2_000
# Of the process that extracts.
MOST_SECONDS = 30
MOST_MEMORY = 1024 * 1024 * 1024

MOST_QUESTION = 1_000
MOST_WORDS = 100
