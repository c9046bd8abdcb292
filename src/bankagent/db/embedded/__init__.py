"""Embedded PostgreSQL: a private server in a data folder, shared by all processes that use it.

We start the binaries of a wheel (or of the machine) ourselves. The wheel's own Python layer leaks
the server after a kill -9, trusts a pid file whose pid was reused, gives up on a recovery longer
than 10 s, and as root opens closed home folders to every account.
"""

from bankagent.db.embedded.binaries import find_program, find_psql
from bankagent.db.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer", "find_program", "find_psql"]
