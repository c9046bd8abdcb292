"""Statements about policies."""
