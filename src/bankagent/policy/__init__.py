"""Decision tables: their form, their gates, their engine, and their CSV."""
