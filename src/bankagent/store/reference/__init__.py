"""Statements on versions of reference data."""
