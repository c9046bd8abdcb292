"""Hostile calls: values, places to put them, and what must hold of each answer."""
