"""Callers and reviewers with keys that work, made by an operator's verbs."""

from dataclasses import dataclass
from typing import Any

import psycopg

from bankagent.domain.api_key import ApiKey
from bankagent.domain.caller import SCOPES


@dataclass(frozen=True, slots=True)
class Keyed:
    """Somebody with a key."""

    name: str
    key: ApiKey

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key.text}"}


def keyed_caller(url: str, name: str, *scopes: str) -> Keyed:
    """Add a caller with these scopes, or with those of a new one."""
    assert set(scopes) <= set(SCOPES)
    return _keyed(url, "caller", name, "select bankagent.add_caller(%s, %s)", list(scopes) or None)


def keyed_reviewer(url: str, name: str, role: str = "reviewer") -> Keyed:
    return _keyed(url, "reviewer", name, "select bankagent.add_reviewer(%s, %s)", role)


def _keyed(url: str, kind: str, name: str, add: str, what: Any) -> Keyed:
    key = ApiKey.new(kind)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(add, [name, what])
        conn.execute(
            "select bankagent.issue_key(%s, %s, %s, %s)", [kind, name, key.id, key.secret_sha256]
        )
    return Keyed(name, key)


def revoke(url: str, keyed: Keyed) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("select bankagent.revoke_key(%s)", [keyed.key.id])


def let_expire(url: str, keyed: Keyed) -> None:
    """Move a key's life into the past, as waiting would."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "update bankagent.api_keys set created_at = created_at - interval '100 days', "
            "expires_at = expires_at - interval '100 days' where id = %s",
            [keyed.key.id],
        )


def disable(url: str, keyed: Keyed, *, disabled: bool = True) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "select bankagent.disable_holder(%s, %s, %s)",
            [keyed.key.holder_type, keyed.name, disabled],
        )
