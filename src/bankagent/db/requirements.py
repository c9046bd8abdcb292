"""Requirements of a server and a database that no migration can meet: version and encoding."""

from bankagent.db.session import ENCODING
from bankagent.errors import CannotRun, SchemaMismatch

OLDEST_SERVER = 150000
REMEDY = "create another one with: create database … encoding 'UTF8' template template0"


def refuse_server(server_version: int, server_encoding: str) -> None:
    """Refuse a server or a database that does not meet them.

    Args:
        server_version: as libpq gives it (150004).
        server_encoding: the database's own, by PostgreSQL's name (UTF8).

    Raises:
        SchemaMismatch: the server is older than PostgreSQL 15.
        CannotRun: the database's encoding is another one than UTF8.
    """
    if server_version < OLDEST_SERVER:
        raise SchemaMismatch(
            f"This server is PostgreSQL {server_version // 10000}: bankagent needs 15 or newer."
        )
    # LATIN1 has no place for most names; SQL_ASCII takes any bytes, and gives them to everybody.
    if server_encoding != ENCODING:
        raise CannotRun(
            f"This database's encoding is {server_encoding}, and bankagent needs UTF8: {REMEDY}."
        )
