"""Files of sql/ run by a real psql, as a DBA runs them."""

import os
import subprocess

from bankagent import settings
from bankagent.db.embedded import find_psql
from tests.support.databases import SQL


def run(
    url: str, *files: str, options: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run files of sql/, with psql's own options before them."""
    program = find_psql(settings.load().pg_bin)
    assert program
    wanted = [word for file in files for word in ("-f", str(SQL / file))]
    return subprocess.run(
        [str(program), "-X", "-q", *options, f"--dbname={url}", *wanted],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | environment,
    )
