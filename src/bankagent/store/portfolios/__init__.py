"""Statements about portfolio snapshots."""
