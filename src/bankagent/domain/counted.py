"""Counts with their nouns, for people."""


def counted(count: int, noun: str) -> str:
    """Return the count with its noun, in the plural where it is not one."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
