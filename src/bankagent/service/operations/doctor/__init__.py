"""The doctor: small checks, each of which says what is wrong and what to do."""
