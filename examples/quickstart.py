"""Make a request, have it processed and read it back, with the standard library alone.

python examples/quickstart.py [http://127.0.0.1:8000]
"""

import json
import sys
import time
import urllib.error
import urllib.request
from typing import Any

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
PATIENCE_S = 60
TRADE = {
    "client_id": "CUST-1042",
    "request_type": "trade_review",
    "payload": {"symbol": "AAPL", "notional": 2500000},
}


def call(method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    """Call the service and return the status and the answer; exit with one sentence on failure."""
    request = urllib.request.Request(  # noqa: S310 - the URL is the reader's own
        BASE + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={} if body is None else {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        problem = error.read().decode(errors="replace")
        sys.exit(f"{method} {path} was answered with {error.code}: {problem}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        sys.exit(f"No bankagent answers at {BASE} ({reason}): start it with `make run`.")


def show(title: str, answer: dict[str, Any]) -> None:
    """Print an answer."""
    print(f"{title}\n{json.dumps(answer, indent=2)}\n")


def main() -> None:
    """Create, process, get."""
    _, created = call("POST", "/requests", TRADE)
    show("created", created)

    where = f"/requests/{created['request_id']}"
    until = time.monotonic() + PATIENCE_S
    status, processed = call("POST", f"{where}/process")
    while status == 202:  # noqa: PLR2004 - accepted, but there is no result yet
        print(processed["detail"])
        if time.monotonic() > until:
            sys.exit(f"No result within {PATIENCE_S} s: read {BASE}{where} later.")
        time.sleep(1)
        status, processed = call("POST", f"{where}/process")
    show("processed", processed)

    _, fetched = call("GET", where)
    show("fetched", fetched)


if __name__ == "__main__":
    main()
