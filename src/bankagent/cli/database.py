"""Commands of the database itself: migrate, url and psql."""

import signal
import subprocess
from typing import Annotated

import typer

from bankagent import settings
from bankagent.cli.shared import AsJson
from bankagent.db import migrate as migration
from bankagent.db import psql as prompt
from bankagent.db import schema
from bankagent.db.operator_errors import in_one_sentence
from bankagent.db.server import database, embedded
from bankagent.domain import exact_json
from bankagent.service.policies.packages import shipped

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing on success.")]


def migrate(*, quiet: Quiet = False, as_json: AsJson = False) -> None:
    """Install or upgrade the database's schema; safe to run again, and by many at once.

    Stores also the request types and policies of the packages that are installed here.
    """
    messages: list[str] = []
    log = messages.append if quiet or as_json else typer.echo
    packages = shipped()
    with database(settings.load()) as url, in_one_sentence():
        applied = migration.migrate(url.text, packages=packages, log=log)
    if as_json:
        answer = {"schema_version": schema.version(), "applied": applied, "said": messages}
        typer.echo(exact_json.dumps(answer))
    elif not applied and not quiet:
        typer.echo("The schema is up to date.")


def url() -> None:
    """Print the database's URL, with its password, and nothing else.

    The URL of an embedded server never changes; the server runs while `bankagent run` or
    `bankagent psql` runs.
    """
    found = settings.load()
    if found.database_url:
        typer.echo(found.database_url.get_secret_value())
        return
    server = embedded(found)
    if not server.data.exists():
        server.start()
        server.release()
    typer.echo(server.url())
    if server.pid is None:
        typer.echo(
            "The server is stopped; `bankagent run` and `bankagent psql` start it.", err=True
        )


def psql(context: typer.Context) -> None:
    """Open a SQL prompt on the database, with our schemas on the search path.

    Further arguments go to psql: bankagent psql -c 'select * from ops.queue_depth'.
    """
    found = settings.load()
    with database(found) as at:
        argv, env = prompt.command(at, found)
        # Ctrl-C is for psql: it cancels a statement. Unlike SIG_IGN a handler is not inherited.
        signal.signal(signal.SIGINT, lambda *_: None)
        code = subprocess.run([*argv, *context.args], env=env, check=False).returncode
    raise typer.Exit(code)
