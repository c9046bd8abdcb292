"""Models of providers: redaction, the wire to them, and their clients. No database."""
