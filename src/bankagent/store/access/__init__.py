"""Statements about callers, reviewers and their keys."""
