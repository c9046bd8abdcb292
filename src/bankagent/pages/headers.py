"""Security headers of pages: a strict policy with a nonce, and where a form may come from.

The policy was proven with htmx, hx-csp and hx-sse under Trusted Types in Chromium: no eval, no
inline script or style, no other host.
"""

from collections.abc import Mapping

from starlette.requests import Request

from bankagent.errors import Forbidden

REPORTS = "/ui/csp-report"
FOREIGN = "This form does not come from a page of this service: open the page again, and send it."


def of_page(nonce: str) -> Mapping[str, str]:
    """Return the headers of a page whose scripts have this nonce."""
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types htmx",
        f"report-uri {REPORTS}",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "Cache-Control": "no-store",
        # With no-referrer a browser sends the origin `null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def refuse_other_sites(request: Request) -> None:
    """Refuse a form that another site sent, or that says nothing of where it comes from.

    Browsers send Sec-Fetch-Site over TLS and from localhost; elsewhere Origin says it.

    Raises:
        Forbidden: the form is not of this service's own page.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise Forbidden(FOREIGN)
        return
    origin = request.headers.get("origin", "")
    if origin.partition("://")[2] != request.headers.get("host", "?"):
        raise Forbidden(FOREIGN)
