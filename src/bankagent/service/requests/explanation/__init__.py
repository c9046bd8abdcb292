"""Explanation of a request, written from its records by rules, one sentence for each."""
