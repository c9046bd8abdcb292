"""What APP_ENV=production refuses before anything is opened; a look at the database comes later."""

import sys
from collections.abc import Sequence

from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from bankagent.errors import BadSettings
from bankagent.settings import Settings

GUESSED = {"", "admin", "bankagent", "changeme", "password", "postgres", "secret"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_on_this_machine(url: str) -> bool:
    """Whether all hosts of a URL are this machine: loopback, or a socket's folder."""
    given = conninfo_to_dict(url)
    hosts = str(given.get("hostaddr") or given.get("host") or _usual("host") or "/").split(",")
    return all(host in LOOPBACK or host.startswith(("/", "@")) for host in hosts)


def refuse_unsafe(settings: Settings, url: str, *, also: Sequence[str] = ()) -> None:
    """Refuse to start in production with settings that are fit for trials only.

    Args:
        settings: those of this process.
        url: the URL of PostgreSQL that it would work with.
        also: what the caller found unsafe by itself.

    Raises:
        BadSettings: in one sentence, each thing that is unsafe and what to do about it.
    """
    if settings.app_env != "production":
        return
    unsafe = [*_of_the_way(settings, url), *_of_the_password(url), *_of_python(), *also]
    if unsafe:
        raise BadSettings(f"APP_ENV=production does not start so: {'; '.join(unsafe)}.")


def _of_the_way(settings: Settings, url: str) -> list[str]:
    given = conninfo_to_dict(url)
    mode = given.get("sslmode") or _usual("sslmode")
    by_kerberos = given.get("gssencmode") == "require"
    if is_on_this_machine(url) or by_kerberos or mode == "verify-full":
        return []
    if settings.unverified_database == "allowed":
        return []
    unsafe = (
        f"the way to the database is not verified (sslmode is {mode or 'prefer'}), add "
        "sslmode=verify-full to its URL, or set BANKAGENT_UNVERIFIED_DATABASE=allowed where "
        "something else encrypts and verifies it"
    )
    return [unsafe]


def _of_the_password(url: str) -> list[str]:
    given = conninfo_to_dict(url)
    password = given.get("password")
    if password is None or str(password).lower() not in {*GUESSED, str(given.get("user")).lower()}:
        return []
    return ["the database user's password is one that anybody guesses, set another"]


def _of_python() -> list[str]:
    return ["Python runs in its development mode, which logs too much, drop -X dev"] * (
        sys.flags.dev_mode
    )


def _usual(keyword: str) -> str | None:
    """Return what libpq takes where a URL does not say, from its environment for example."""
    for option in pq.Conninfo.get_defaults():
        if option.keyword == keyword.encode():
            return option.val.decode() if option.val else None
    return None
