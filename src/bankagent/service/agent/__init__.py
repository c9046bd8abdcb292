"""Use cases of the agent: its extra packages, and what binds the loop to the database."""
