"""Statements about feeds."""
