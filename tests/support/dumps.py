"""Databases of earlier versions, from the dumps in tests/upgrade/."""

import gzip
import subprocess
from pathlib import Path

from bankagent import settings
from bankagent.db.embedded import find_psql

DUMPS = Path(__file__).parents[1] / "upgrade"


def load(url: str, version: int) -> None:
    """Restore a database of an earlier version, as psql does it."""
    psql = find_psql(settings.load().pg_bin)
    assert psql
    dump = DUMPS / f"version_{version}.sql.gz"
    done = subprocess.run(
        [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", f"--dbname={url}"],
        input=gzip.decompress(dump.read_bytes()),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
