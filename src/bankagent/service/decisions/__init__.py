"""Decisions: evaluation, result, and the policies in force."""
