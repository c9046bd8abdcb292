"""Statements of workers about jobs."""
