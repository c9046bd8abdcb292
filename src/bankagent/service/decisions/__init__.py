"""Deciding a request: evaluation, result, and the policies in force."""
