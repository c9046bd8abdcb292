"""Resources of the pages: opened by the API's lifespan, and given to each visit."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from bankagent.db.gateway import Gateway
from bankagent.pages.attempts import LoginAttempts
from bankagent.pages.breaches import Breaches
from bankagent.pages.open_pages import OpenPages
from bankagent.service.access.identify import Identify
from bankagent.service.operations.changes import Changes
from bankagent.service.operations.snapshot import Snapshots


@dataclass(frozen=True, slots=True)
class PageResources:
    """Resources of the pages of one process.

    `app_env` is the name of the environment, which each page shows; in production the cookie is for
    TLS alone. `changes` waits for audit entries on behalf of all open pages; `describe` gives
    the API description for a base URL, `api` for programs. `stream` answers
    with server-sent events, and holds a place of `open_pages` meanwhile.
    """

    gateway: Gateway
    identify: Identify
    app_env: str
    open_pages: OpenPages
    changes: Changes
    snapshots: Snapshots
    attempts: LoginAttempts
    breaches: Breaches
    describe: Callable[[str], Response]
    api: Callable[[], dict[str, Any]]
    stream: Callable[[AsyncIterator[bytes], AbstractContextManager[None]], Response]


Opened = Callable[[], PageResources]
