"""Checks of an answer without a model: quotes, figures, the support of claims, disagreements."""
