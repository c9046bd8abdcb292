"""Requests: submitted, processed, followed, listed, corrected."""
