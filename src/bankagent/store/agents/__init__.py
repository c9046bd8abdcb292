"""Statements about the work of agents."""
