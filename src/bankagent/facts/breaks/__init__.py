"""Breaks of a pair: both sides of a trade normalised, compared field by field, and assessed."""
