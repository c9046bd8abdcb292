"""Documents, versions and passages as text for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from bankagent.cli.tables import table
from bankagent.domain.counted import counted
from bankagent.domain.document import Clearance
from bankagent.domain.plain_text import plain


def list_table(found: Sequence[Mapping[str, Any]]) -> Table:
    """Return documents as a table, one a row."""
    shown = table("id", "name", "version", "class", "trust", "characters", right=["characters"])
    for one in found:
        gone = "" if one["withdrawn_at"] is None else " (withdrawn)"
        shown.add_row(
            str(one["document_id"]),
            plain(one["name"]) + gone,
            str(one["version"]),
            one["classification"],
            one["trust"],
            f"{one['character_count']:,}",
            style="dim" if gone else "",
        )
    return shown


def document_text(found: Mapping[str, Any]) -> str:
    """Return what a document is, its versions, and the text of one."""
    client = found["client_id"]
    lines = [
        f"document {found['document_id']}: {plain(found['name'])}",
        "of the house" if client is None else f"of client {plain(client)}",
    ]
    if found["withdrawn_at"] is not None:
        lines.append(
            f"withdrawn {found['withdrawn_at'][:10]} by {plain(found['withdrawn_by'])}: "
            f"{plain(found['withdrawal_reason'])}"
        )
    for one in found["versions"]:
        left_out = ", ".join(f"{count} {kind}" for kind, count in one["removed"].items())
        lines.append(
            f"version {one['version']}: {one['classification']}, {one['trust']}, "
            f"{counted(one['character_count'], 'character')}"
            + (f"; left out: {left_out.replace('_', ' ')}" if left_out else "")
        )
    text = found["text"]
    shown = ["(the text is redacted)"] if text is None else map(plain, text.splitlines())
    return "\n".join([*lines, "", f"text of version {found['version']}:", *shown])


def passages_text(found: Mapping[str, Any]) -> str:
    """Return passages, best first, each under its document, version and offsets."""
    parts = [
        f"{n}. document {one['document_id']} version {one['version']}, "
        f"characters {one['start']} to {one['end']}: {plain(one['name'])}\n"
        + "\n".join(f"   {plain(line)}" for line in one["text"].strip().splitlines())
        for n, one in enumerate(found["passages"], 1)
    ]
    if not parts:
        parts = ["No passage has a word of the question."]
    if unknown := found["unknown_documents"]:
        numbers = ", ".join(map(str, unknown))
        parts.append(f"Not searched, as nothing of them is for you here: {numbers}")
    return "\n\n".join(parts)


def clearances_table(found: Sequence[Clearance]) -> Table:
    """Return clearances in force as a table, one a row."""
    shown = table("kind", "holder", "client", "up to", "reason", "by", "since")
    for one in found:
        client = "all" if one.client_id is None else plain(one.client_id)
        since = f"{one.granted_at:%Y-%m-%d}"
        shown.add_row(
            one.kind,
            one.holder,
            client,
            one.classification,
            plain(one.reason),
            one.granted_by,
            since,
        )
    return shown


def withdrawn_text(done: Mapping[str, Any]) -> str:
    """Return a withdrawal, and the requests whose answers rest on the document."""
    words = f"Document {done['document_id']} is withdrawn up to version {done['version']}."
    if not done["answers"]:
        return words
    rest = counted(len(done["answers"]), "answer")
    return f"{words}\n{rest} quoted it, of the requests {', '.join(map(str, done['answers']))}."
