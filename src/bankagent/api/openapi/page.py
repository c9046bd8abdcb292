"""Docs page: the API description as plain HTML, without scripts or other hosts.

The usual pages load their scripts from public hosts, which a bank's network does not reach.
"""

import json
from html import escape
from typing import Any

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem;
       color: #1b1f24; background: #fff }
h2 { margin-top: 3rem; border-top: 1px solid #d0d7de; padding-top: 1rem; font-size: 1.1rem }
code, pre { font: 14px/1.45 ui-monospace, monospace }
pre { background: #f6f8fa; padding: .8rem; overflow-x: auto }
th { text-align: left; padding-right: 1.2rem; vertical-align: top; font-weight: 600 }
td { padding-bottom: .3rem }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 } pre { background: #161b22 }
  h2 { border-color: #30363d } a { color: #6cb6ff } }
"""


def page(description: dict[str, Any], base_url: str, first: str = "") -> str:
    """Return the page of an API description; base_url ends with a slash, `first` is HTML."""
    operations = "".join(
        _operation(method.upper(), path, operation, base_url)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    about = escape(description["info"]["description"]).replace("\n\n", "<p>")
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>bankagent API</title>"
        f"<meta name=viewport content='width=device-width'><style>{STYLE}</style>{first}"
        f"<h1>bankagent API {escape(description['info']['version'])}</h1><p>{about}"
        f"<p>For machines: <a href=openapi.json>openapi.json</a>.{operations}</html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any], base_url: str) -> str:
    bodies = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    examples = bodies.get("examples", {})
    curls = "".join(
        f"<pre>{escape(_curl(method, path, base_url, example['value']))}</pre>"
        for example in examples.values()
    ) or f"<pre>{escape(_curl(method, path, base_url, None))}</pre>"  # fmt: skip
    return (
        f"<h2 id={operation['operationId']}><code>{method} {escape(path)}</code> "
        f"{escape(operation['summary'])}</h2><p>{escape(operation['description'])}{curls}"
        f"{_table(_parameters(operation) + _of(bodies.get('schema', {}), ''))}"
        f"<p><b>Answers</b>{_table(_answers(operation))}{_shown(operation)}"
    )


def _curl(method: str, path: str, base_url: str, body: Any) -> str:
    url = base_url.rstrip("/") + path.replace("{request_id}", "1")
    usual = "POST" if body is not None else "GET"
    words = ["curl", *(["-X", method] if method != usual else []), url]
    if body is not None:
        words += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(body)}'"]
    if path.endswith("/events"):
        words.insert(1, "-N")
    command = " ".join(words[: words.index(url) + 1])
    return " \\\n  ".join([command, *words[words.index(url) + 1 :]])


def _parameters(operation: dict[str, Any]) -> list[tuple[str, str]]:
    # The headers that every call has are listed as references; the head of the page explains them.
    own = [one for one in operation.get("parameters", []) if "name" in one]
    return [(one["name"], one.get("description", "")) for one in own]


def _of(schema: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    """Return a row for each field, followed by rows for the fields inside it.

    The fields of payloads are listed for POST /requests only, which other routes would repeat.
    """
    needed = schema.get("required", [])
    rows = []
    for name, one in schema.get("properties", {}).items():
        text = one.get("description", "")
        rows.append((prefix + name, f"required: {text}" if name in needed else text))
        if "request_type" in schema["properties"] and not prefix:
            for kind in one.get("anyOf", []):
                rows += _of(kind, f"{name}.")
        rows += _of(one.get("items", {}), f"{prefix}{name}[].")
    return rows


def _answers(operation: dict[str, Any]) -> list[tuple[str, str]]:
    return [(status, answer["description"]) for status, answer in operation["responses"].items()]


def _shown(operation: dict[str, Any]) -> str:
    """Return the example of the usual answer, which is listed first."""
    good = next(iter(operation["responses"].values()))
    example = next(iter(good["content"].values())).get("example")
    if not isinstance(example, str):
        example = json.dumps(example, indent=2, ensure_ascii=False)
    return f"<pre>{escape(example)}</pre>"


def _table(rows: list[tuple[str, str]]) -> str:
    lines = (f"<tr><th><code>{escape(a)}</code><td>{escape(b)}" for a, b in rows)
    return f"<table>{''.join(lines)}</table>" if rows else ""
