"""Floor 2: what we ask of the database; each x.py has its x.sql twin."""
