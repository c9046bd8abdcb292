"""Approvals: the votes of reviewers."""
