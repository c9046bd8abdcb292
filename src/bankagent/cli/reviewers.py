"""`bankagent reviewer …`: people who vote, and what each may decide."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from bankagent.cli.keys import Days, Name, for_scripts, print_key, print_words
from bankagent.cli.keys import reviewers as commands
from bankagent.cli.shared import AsJson, ask
from bankagent.cli.tables import console, table
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.authority import Authority, Scope, limits_of, scope_of
from bankagent.errors import NotFound
from bankagent.service.access.issue import Allowed, Issued, issue_to_reviewer
from bankagent.store.access import authorities, holders

# The commands that callers and reviewers share are on it already.
app = commands
Role = Annotated[str, typer.Option(help="The role that they vote in, for example compliance.")]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="TYPE=AMOUNT",
        help="The largest exposure of a request type that they decide, for example "
        "trade_review=50000000USD; TYPE may be '*' for all, AMOUNT none. May be given several "
        "times; the widest that covers a request counts.",
    ),
]
GrantedLimits = Annotated[
    list[str],
    typer.Option(
        "--limit",
        metavar="TYPE=AMOUNT",
        help="The largest exposure of a request type that they decide, for example "
        "trade_review=50000000USD; TYPE may be '*' for all, AMOUNT none: '*=none' is everything "
        "without a limit. May be given several times.",
    ),
]
Desk = Annotated[str | None, typer.Option(help="The trading desk, as payloads name it.")]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="The first day (UTC); without it, now."),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="The last day (UTC), itself included."),
]
Reason = Annotated[str, typer.Option(help="The reason, in up to 500 characters.")]
AuthorityId = Annotated[int, typer.Argument(metavar="ID", min=1, help="Its number, as show has.")]


@app.command("add")
def add(  # noqa: PLR0913 - each is an option
    name: Name,
    role: Role,
    *,
    limit: Limits = None,
    desk: Desk = None,
    first_day: From = None,
    last_day: To = None,
    expires: Days = 90,
    email: Annotated[
        str | None, typer.Option(help="Where summaries of what waits are sent.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a reviewer and print a key for them; for an existing reviewer, print a second key.

    The role of an existing reviewer is replaced, and with --limit, --desk, --from or --to all that
    they may decide. Without those an existing reviewer keeps the limits, and a new one may decide
    everything without a limit. Two keys of a reviewer work at a time.
    """
    scope = scope_of(desk, first_day, last_day)
    allowed = Allowed(limits_of(limit or []), scope) if limit or scope != Scope() else None

    async def issue(conn: Connection) -> tuple[Issued, bool, Sequence[Authority]]:
        async with conn.transaction():
            issued = await issue_to_reviewer(conn, name, role, allowed, days=expires)
            if email is not None:
                await holders.set_email(conn, name, email)
        is_demanded = await authorities.is_demanded(conn, role)
        return issued, is_demanded, await authorities.of_reviewer(conn, name)

    issued, is_demanded, found = ask(issue)
    print_key(issued, as_json=as_json)
    _tell_role(role, is_demanded=is_demanded)
    if any(one.is_unlimited for one in found):
        typer.echo(f"{name} may decide everything without a limit.", err=True)


@app.command("show")
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show what a reviewer may decide: their authorities, ended ones too."""
    role, found = ask(lambda conn: _read(conn, name))
    if as_json:
        said = {"name": name, "role": role}
        typer.echo(
            exact_json.dumps(said | {"authorities": [for_scripts(asdict(one)) for one in found]})
        )
        return
    if not found:
        typer.echo(f"{name} ({role}) has no authority, and may not vote.")
        return
    shown = table("authority", "role", "type", "limit", "desk", "from", "to", "state", "by")
    for one in found:
        shown.add_row(*_cells(one), style="" if one.state == "in force" else "dim")
    console().print(shown)


@app.command("grant")
def grant(
    name: Name,
    role: Role,
    *,
    reason: Reason,
    limit: GrantedLimits,
    desk: Desk = None,
    first_day: From = None,
    last_day: To = None,
    as_json: AsJson = False,
) -> None:
    """Grant a reviewer an authority for each --limit, beside those that they have."""
    limits, scope = limits_of(limit), scope_of(desk, first_day, last_day)

    async def grant_all(conn: Connection) -> tuple[list[int], bool]:
        async with conn.transaction():
            numbers = [
                await authorities.grant_authority(conn, name, role, one, scope, reason=reason)
                for one in limits
            ]
            return numbers, await authorities.is_demanded(conn, role)

    granted, is_demanded = ask(grant_all)
    words = f"{name} has the authority {' and '.join(map(str, granted))}."
    print_words(words, {"name": name, "authority_ids": granted}, as_json=as_json)
    _tell_role(role, is_demanded=is_demanded)


@app.command("email")
def set_email(
    name: Name,
    address: Annotated[
        str | None, typer.Argument(metavar="ADDRESS", help="Without it, no summaries are sent.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Set the address to which a reviewer gets summaries of what waits, at most one an hour."""
    ask(lambda conn: holders.set_email(conn, name, address))
    words = f"Summaries for {name} go to {address or 'no address'}."
    print_words(words, {"name": name, "email": address}, as_json=as_json)


@app.command("end")
def end(authority_id: AuthorityId, *, reason: Reason, as_json: AsJson = False) -> None:
    """End an authority for ever, from now on; the votes that rest on it stand."""
    ask(lambda conn: authorities.end_authority(conn, authority_id, reason=reason))
    words = f"The authority {authority_id} has ended."
    print_words(words, {"authority_id": authority_id, "state": "ended"}, as_json=as_json)


def _tell_role(role: str, *, is_demanded: bool) -> None:
    if not is_demanded:
        typer.echo(
            f"No demand names the role {role}: it votes only where any role may "
            "(docs/approvals.md).",
            err=True,
        )


async def _read(conn: Connection, name: str) -> tuple[str, Sequence[Authority]]:
    role = await authorities.role_of(conn, name)
    if role is None:
        raise NotFound(f"There is no reviewer called {name}.")
    return role, await authorities.of_reviewer(conn, name)


def _cells(one: Authority) -> tuple[str, ...]:
    limit = "none" if one.max_amount is None else f"{one.max_amount:,f} {one.currency}"
    return (
        str(one.authority_id),
        one.role,
        one.request_type or "all",
        limit,
        one.desk or "all",
        f"{one.valid_from:%Y-%m-%d %H:%M}",
        f"{one.valid_to:%Y-%m-%d %H:%M}" if one.valid_to else "",
        one.state,
        one.granted_by,
    )
