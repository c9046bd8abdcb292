"""Statements about approvals and votes."""
