"""Render templates: each page with its headers, a nonce of its own, and who reads it."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bankagent.pages import headers, static
from bankagent.pages.keys import KEYS
from bankagent.pages.navigation import ENTRIES
from bankagent.pages.text import FILTERS
from bankagent.pages.visit import Visit
from bankagent.service.access.sessions import IDLE_S

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(FILTERS)


def compile_all() -> None:
    """Compile each template, so that a broken one ends the start and not a reader's page.

    Raises:
        TemplateSyntaxError: the text names file and line.
    """
    for name in TEMPLATES.list_templates():
        TEMPLATES.get_template(name)


def page(
    visit: Visit,
    template: str,
    *,
    title: str,
    status: int = 200,
    more_headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Return a page; `title` names it in the browser's tab and at its head."""
    nonce = secrets.token_urlsafe(16)
    html = TEMPLATES.get_template(f"{template}.html").render(
        visit=visit,
        may=visit.may,
        title=title,
        nonce=nonce,
        file=static.url_of,
        entries=[entry for entry in ENTRIES if visit.may(entry.rule)],
        keys=KEYS,
        path=visit.request.url.path,
        now=datetime.now(UTC),
        idle_s=IDLE_S,
        token=visit.session.form_token if visit.session else "",
        **context,
    )
    return HTMLResponse(html, status, {**headers.of_page(nonce), **(more_headers or {})})
