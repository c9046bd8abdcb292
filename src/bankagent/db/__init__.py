"""Floor 1: connections, group commit, migrations and the embedded server."""
