"""`bankagent caller …` and `bankagent reviewer …`: callers, reviewers and their keys."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import typer

from bankagent.cli.shared import MARKUP, AsJson, ask
from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.api_key import HolderType
from bankagent.domain.caller import SCOPES
from bankagent.service.access.issue import Issued, issue_to_caller
from bankagent.store.access import holders

Scope = Enum("Scope", {scope: scope for scope in SCOPES}, type=str)  # type: ignore[misc]

Name = Annotated[str, typer.Argument(help="1 to 64 of A-Z a-z 0-9 . _ -")]
KeyId = Annotated[str, typer.Argument(help="The 8 characters after bak_caller_ or bak_reviewer_.")]
Days = Annotated[int, typer.Option("--expires", min=1, max=366, help="Days until it expires.")]
Scopes = Annotated[
    list[Scope] | None,
    typer.Option(
        "--scope",
        metavar="SCOPE",
        help=f"One of {', '.join(SCOPES)}; may be given several times. Without it a new caller "
        "has requests:write and requests:read, and an existing one keeps its own.",
    ),
]

SHOWN_ONCE = "Hand it over now: it is stored nowhere and cannot be shown again."

callers = typer.Typer(
    help="Programs that call the API, and their keys.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)
reviewers = typer.Typer(
    help="People who vote on requests, and their keys.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@callers.command("add")
def add_caller(
    name: Name, scope: Scopes = None, *, expires: Days = 90, as_json: AsJson = False
) -> None:
    """Add a caller and print a key for it; for an existing caller, print a second key.

    Two keys of a caller work at a time: to exchange one, add, hand over, revoke the old one.
    """
    scopes = [one.value for one in scope] if scope else None
    issued = ask(lambda conn: issue_to_caller(conn, name, scopes, days=expires))
    print_key(issued, as_json=as_json)


def _add_common_commands(app: typer.Typer, holder_type: HolderType) -> None:
    @app.command(
        "list", help=f"List every {holder_type} with all keys, also those that do not work."
    )
    def list_all(*, as_json: AsJson = False) -> None:
        found = ask(lambda conn: holders.listed(conn, holder_type))
        if as_json:
            typer.echo(exact_json.dumps([for_scripts(asdict(one)) for one in found]))
        else:
            _show(holder_type, found)

    @app.command("revoke", help="Revoke a key; it never works again.")
    def revoke(key_id: KeyId, *, as_json: AsJson = False) -> None:
        ask(lambda conn: holders.revoke(conn, key_id))
        words = f"The key {key_id} is revoked; running services refuse it within 2 seconds."
        print_words(words, {"key_id": key_id, "state": "revoked"}, as_json=as_json)

    @app.command(
        "disable", help=f"Disable a {holder_type}: no key of theirs works until enabled again."
    )
    def disable(name: Name, *, as_json: AsJson = False) -> None:
        ask(lambda conn: holders.disable(conn, holder_type, name, disabled=True))
        words = f"The {holder_type} {name} is disabled: no key of theirs works."
        print_words(words, {"kind": holder_type, "name": name, "disabled": True}, as_json=as_json)

    @app.command("enable", help=f"Enable a disabled {holder_type}: their keys work again.")
    def enable(name: Name, *, as_json: AsJson = False) -> None:
        ask(lambda conn: holders.disable(conn, holder_type, name, disabled=False))
        words = f"The {holder_type} {name} is enabled."
        print_words(words, {"kind": holder_type, "name": name, "disabled": False}, as_json=as_json)


def print_words(words: str, told: dict[str, Any], *, as_json: bool) -> None:
    """Print the words, or for a script the object that says the same."""
    typer.echo(exact_json.dumps(told) if as_json else words)


def print_key(issued: Issued, *, as_json: bool) -> None:
    """Print the key alone on standard output, so that a script can take it."""
    if as_json:
        said = {"kind": issued.key.holder_type, "name": issued.holder, "key_id": issued.key.id}
        said |= {"key": issued.key.text, "expires_at": _time(issued.expires_at)}
        typer.echo(exact_json.dumps(said))
        return
    until = f"{issued.expires_at:%Y-%m-%d}"
    typer.echo(
        f"{issued.key.holder_type} {issued.holder}, key {issued.key.id} until {until}:", err=True
    )
    typer.echo(issued.key.text)
    typer.echo(SHOWN_ONCE, err=True)


def _show(holder_type: HolderType, found: Sequence[holders.ListedKey]) -> None:
    if not found:
        typer.echo(f"There is no {holder_type} yet: bankagent {holder_type} add makes one.")
        return
    shown = table(
        holder_type, "scopes" if holder_type == "caller" else "role", "key", "state", "expires"
    )
    for one in found:
        allowed = " ".join(one.scopes) if one.scopes else one.role or ""
        ends = f"{one.expires_at:%Y-%m-%d}" if one.expires_at else ""
        style = "" if one.state == "works" else "dim"
        shown.add_row(one.name, allowed, one.key_id or "", one.state, ends, style=style)
    console().print(shown)


def for_scripts(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its times as text, for JSON."""
    return {
        name: _time(value) if isinstance(value, datetime) else value for name, value in row.items()
    }


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


_add_common_commands(callers, "caller")
_add_common_commands(reviewers, "reviewer")
