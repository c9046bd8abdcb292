"""Pure functions that find facts, shared by request types."""
