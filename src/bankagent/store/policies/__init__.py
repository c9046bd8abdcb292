"""Statements about versions of policies."""
