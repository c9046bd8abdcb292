"""Connections, group commit, migrations and the embedded server."""
