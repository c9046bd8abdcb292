"""Store: statements that the program sends to the database; each x.py has its x.sql twin."""
