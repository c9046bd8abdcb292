"""Socket folder of the server, closed to other accounts: only ours can connect."""

import hashlib
import tempfile
from pathlib import Path

from bankagent.db.embedded.account import Account
from bankagent.errors import CannotRun

LONGEST_PATH = 100  # sun_path has 108 bytes on Linux, 104 on macOS
LIST_CHARACTERS = set("\"',\\")  # PostgreSQL's setting and a URL's host are lists


def socket_folder(root: Path) -> Path:
    """Return `root/s`, or a folder with a short name where that is too long or has a comma."""
    folder = root / "s"
    longest = f"{folder}/.s.PGSQL.65535.lock"
    if len(longest.encode()) <= LONGEST_PATH and not LIST_CHARACTERS & set(longest):
        return folder
    tag = hashlib.sha256(str(root).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"bankagent-{tag}"


def make_socket_folder(root: Path, account: Account) -> Path:
    """Make the folder with mode 0700; refuse one that another account has made."""
    folder = socket_folder(root)
    if not folder.exists():
        folder.mkdir(mode=0o700)
        account.give(folder)
    stat = folder.lstat()
    if stat.st_uid != account.uid or stat.st_mode & 0o077:
        raise CannotRun(f"{folder} is not a closed folder of {account.name}; remove it.")
    return folder
