"""Reference data as files: the forms of their CSVs, and OFAC's own files; no database."""
