"""Suggestions of agents on requests that people decide: their forms, prompts and offline plans."""
