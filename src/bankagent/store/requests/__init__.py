"""Statements about requests and their audit trails."""
