"""Screening of names against lists, without a database."""
