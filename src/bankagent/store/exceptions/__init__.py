"""Statements about trade exceptions."""
