"""Refusals of APP_ENV=production before anything is opened; the start-up check comes later."""

import sys
from collections.abc import Sequence

from bankagent.db.url import DatabaseUrl
from bankagent.errors import BadSettings
from bankagent.settings import Settings


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
    unsafe = [*_unverified(settings, url), *_guessable(url), *_development_mode(), *also]
    if unsafe:
        raise BadSettings(f"Refused to start with APP_ENV=production: {'; '.join(unsafe)}.")


def _unverified(settings: Settings, url: DatabaseUrl) -> list[str]:
    if url.is_on_this_machine or url.requires_kerberos or url.sslmode == "verify-full":
        return []
    if settings.unverified_database == "allowed":
        return []
    unsafe = (
        f"the connection to the database is not verified (sslmode is {url.sslmode}), add "
        "sslmode=verify-full to its URL, or set BANKAGENT_UNVERIFIED_DATABASE=allowed where "
        "something else encrypts and verifies it"
    )
    return [unsafe]


def _guessable(url: DatabaseUrl) -> list[str]:
    return ["the database user's password is easy to guess, set another"] * (
        url.has_guessable_password
    )


def _development_mode() -> list[str]:
    return ["Python runs in its development mode, which logs too much, drop -X dev"] * (
        sys.flags.dev_mode
    )
