"""Request types, one file each: the payload, the needs, the facts and the policy."""
