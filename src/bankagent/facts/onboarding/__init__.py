"""Facts of a client who is to be accepted: papers, owners, lists, risk, and the next review."""
