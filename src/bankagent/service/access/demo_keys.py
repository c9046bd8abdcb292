"""Demo keys: made once for a database on this machine, and kept in the data folder."""

import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bankagent.db.pool import Connection
from bankagent.domain.api_key import ApiKey, HolderType
from bankagent.errors import CannotRun
from bankagent.service.access.issue import Issued, issue_to_caller, issue_to_reviewer
from bankagent.store.access import holders
from bankagent.store.access.identify import holder

FILE = "demo_keys.json"
DAYS = 366


@dataclass(frozen=True, slots=True)
class Persona:
    """A caller or reviewer for trials; a caller has no role."""

    name: str
    role: str | None

    @property
    def holder_type(self) -> HolderType:
        """Whether it is a caller or a reviewer."""
        return "reviewer" if self.role else "caller"


# Three reviewers: an exception under dual control takes a proposer and two others.
PERSONAS = (
    Persona("demo", None),
    Persona("rita", "reviewer"),
    Persona("carl", "compliance"),
    Persona("vera", "senior"),
)


async def demo_keys(conn: Connection, folder: Path) -> dict[Persona, ApiKey]:
    """Return a key that works for each persona; new ones are made where the kept ones do not work.

    A persona that an operator disabled stays disabled, and gets no key.

    Raises:
        CannotRun: the folder cannot be used.
    """
    kept = _read(folder / FILE)
    found: dict[Persona, ApiKey] = {}
    for persona in PERSONAS:
        listed = [
            one
            for one in await holders.listed(conn, persona.holder_type)
            if one.name == persona.name
        ]
        if any(one.state == "disabled" for one in listed):
            continue
        key = ApiKey.parse(kept.get(persona.name, ""))
        found[persona] = key if key and await _works(conn, persona, key) else (
            await _renewed(conn, persona, listed)
        ).key  # fmt: skip
    texts = {persona.name: key.text for persona, key in found.items()}
    if texts != kept:
        _write(folder / FILE, texts)
    return found


async def _works(conn: Connection, persona: Persona, key: ApiKey) -> bool:
    held = await holder(conn, key.id)
    return (
        held is not None
        and (held.holder_type, held.holder, held.state)
        == (persona.holder_type, persona.name, "works")
        and hmac.compare_digest(held.secret_sha256, key.secret_sha256)
    )


async def _renewed(conn: Connection, persona: Persona, listed: list[holders.ListedKey]) -> Issued:
    """Issue a key, in the place of the older one where there are two."""
    working = [one.key_id for one in listed if one.state == "works" and one.key_id]
    for key_id in working[1:]:
        await holders.revoke(conn, key_id)
    if persona.role:
        return await issue_to_reviewer(conn, persona.name, persona.role, days=DAYS)
    return await issue_to_caller(conn, persona.name, None, days=DAYS)


def _read(path: Path) -> Mapping[str, str]:
    try:
        read = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in read.items()} if isinstance(read, dict) else {}


def _write(path: Path, texts: Mapping[str, str]) -> None:
    """Put the file in its place whole, and never readable for other users."""
    new = path.with_suffix(".new")
    try:
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(texts, file, indent=2)
        new.replace(path)
    except OSError as error:
        raise CannotRun(f"{path} cannot be written ({error.strerror}).") from None
