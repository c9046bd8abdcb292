"""Refusals of APP_ENV=production before anything is opened; the start-up check comes later."""

import sys
from collections.abc import Sequence

from bankagent.db.resolved import Resolved, resolved
from bankagent.db.url import DatabaseUrl
from bankagent.errors import BadSettings
from bankagent.settings import Settings

GUESSABLE = {"admin", "bankagent", "changeme", "password", "postgres", "secret"}


def refuse_unsafe(settings: Settings, url: DatabaseUrl, *, also: Sequence[str] = ()) -> None:
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
    unsafe = [*_of_the_connection(settings, url), *_development_mode(), *also]
    if unsafe:
        raise BadSettings(f"Refused to start with APP_ENV=production: {'; '.join(unsafe)}.")


def _of_the_connection(settings: Settings, url: DatabaseUrl) -> list[str]:
    used = resolved(url.text)
    if used is None:
        return ["libpq cannot use the database's URL and environment, look for its service there"]
    return [*_unverified(settings, used), *_guessable(used)]


def _unverified(settings: Settings, used: Resolved) -> list[str]:
    if all(host.is_this_machine for host in used.hosts) or used.gssencmode == "require":
        return []
    if used.sslmode == "verify-full" or settings.unverified_database == "allowed":
        return []
    unsafe = (
        f"the connection to the database is not verified (sslmode is {used.sslmode}), add "
        "sslmode=verify-full to its URL, or set BANKAGENT_UNVERIFIED_DATABASE=allowed where "
        "something else encrypts and verifies it"
    )
    return [unsafe]


def _guessable(used: Resolved) -> list[str]:
    guesses = GUESSABLE | {used.user.lower()}
    is_guessable = any(host.password.lower() in guesses for host in used.hosts)
    return ["the database user's password is easy to guess, set another"] * is_guessable


def _development_mode() -> list[str]:
    return ["Python runs in its development mode, which logs too much, drop -X dev"] * (
        sys.flags.dev_mode
    )
