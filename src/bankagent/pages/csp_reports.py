"""Reports of browsers that something broke the policy of a page, in the log at most once a minute.

Of a report only the directive is logged, which has a fixed list of values: the rest is what a
stranger may have written.
"""

import logging

from starlette.responses import Response

from bankagent.domain import exact_json
from bankagent.errors import BadJson
from bankagent.pages.visit import Page, Visit

log = logging.getLogger(__name__)

LONGEST = 8 * 1024
DIRECTIVES = {
    "base-uri",
    "connect-src",
    "default-src",
    "form-action",
    "frame-ancestors",
    "img-src",
    "require-trusted-types-for",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
}


async def report(visit: Visit) -> Response:
    """Log the directive of a report, unless it was logged within the last minute."""
    body = bytearray()
    async for chunk in visit.request.stream():
        body += chunk
        if len(body) > LONGEST:
            break
    directive = _directive(bytes(body))
    if count := visit.resources.breaches.count(directive):
        log.warning(
            "a browser reports a breach of the policy of a page",
            extra={"detail": directive, "count": count},
        )
    return Response(status_code=204)


def _directive(body: bytes) -> str:
    try:
        sent = exact_json.loads(body)
    except BadJson:
        return "unknown"
    inner = sent.get("csp-report") if isinstance(sent, dict) else None
    named = inner.get("effective-directive") if isinstance(inner, dict) else None
    return named if isinstance(named, str) and named in DIRECTIVES else "unknown"


PAGES = (Page("POST", "/csp-report", "csp_report", report),)
