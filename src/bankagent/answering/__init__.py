"""Answers made of exact quotes: extraction, support, checks without a model, and measurement."""
