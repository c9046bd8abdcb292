"""Use cases of agents: their steps in the database, and the extra that their loop is in."""
