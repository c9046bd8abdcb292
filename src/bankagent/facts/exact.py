"""Exact arithmetic of amounts, which is never rounded on the way."""

# Two numbers of 28 digits have a product of 56: enough for it and for ten thousand times as much.
EXACT_DIGITS = 64
ONE_IN_A_BASIS_POINT = 10_000
