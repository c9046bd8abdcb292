"""Send each example to a running service, and tell what became of it and why.

python examples/tour.py [http://127.0.0.1:8000] [--only 13_restricted] [--explain] [--json]

Each file of examples/<request type>/ says what it shows and how it must end. The exit code is 1
where one ended in another way. The standard library is enough.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import tour_text
from calls import Failure, Service

FOLDER = Path(__file__).parent
LOCAL = "http://127.0.0.1:8000"
Json = dict[str, Any]


def examples(only: str) -> Iterator[tuple[str, Json]]:
    """Yield the name and the content of each example whose name has this text in it."""
    for path in sorted(FOLDER.glob("*/*.json")):
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        if only in name:
            yield name, read(path)


def read(path: Path) -> Json:
    """Return the content of an example.

    Raises:
        Failure: it is not JSON, or it has no title or no request.
    """
    try:
        example: Json = json.loads(path.read_text(encoding="utf-8"))
        missed = {"title", "request"} - example.keys()
    except (ValueError, AttributeError) as error:
        raise Failure(f"{path} is no JSON object: {error}.") from None
    if missed:
        raise Failure(f"{path} has no {' and no '.join(sorted(missed))}: see examples/README.md.")
    return example


def misfit(example: Json, in_force: list[str]) -> str | None:
    """Return why an example does not fit the reference data in force; None where it fits."""
    wanted, unwanted = example.get("when_in_force"), example.get("unless_in_force")
    if wanted and wanted not in in_force:
        return f"{wanted} is not in force"
    found = [dataset for dataset in in_force if unwanted and dataset.startswith(unwanted)]
    return f"{found[0]} is in force" if found else None


class Tour:
    """One tour: it sends examples under names of its own.

    Client ids and idempotency keys end in the tour's mark, which also stands in place of {mark} in
    a request. So no trade is the same as one of an earlier tour, and a call that is repeated makes
    no second request. {recent} is the day of 30 days ago, for documents that soon are too old.
    """

    def __init__(self, service: Service) -> None:
        """Take the service; each tour has another mark."""
        self.mark = secrets.token_hex(3)
        self.recent = str(datetime.now(UTC).date() - timedelta(days=30))
        self._service = service

    def go_through(self, name: str, example: Json) -> list[Json]:
        """Return what became of each step of an example."""
        told: list[Json] = []
        for document in example.get("documents", []):
            self._store(document, example["request"]["client_id"])
        for number, step in enumerate([example, *example.get("then", [])], 1):
            before = told[-1]["request_id"] if told else None
            key = f"tour-{self.mark}-{name}-{number}"
            told.append(self._take(step, key, before) | {"title": step["title"]})
        return told

    def _store(self, document: Json, client_id: str) -> None:
        """Store a document of the client; the same document again stores nothing."""
        asked = {name: value for name, value in document.items() if name != "text"}
        query = urlencode(asked | {"client_id": f"{client_id}-{self.mark}"})
        plain = {"Content-Type": "text/plain"}
        status, answer = self._service.call("POST", f"/documents?{query}", document["text"], plain)
        if status >= 400:  # noqa: PLR2004 - a problem
            raise Failure(f"The document {document['name']} is not stored: {answer['detail']}")

    def _take(self, step: Json, key: str, before: int | None) -> Json:
        if "correction" in step:
            path, body = (
                f"/requests/{before}/payload",
                self._marked({"payload": step["correction"]}),
            )
            status, answer = self._service.call("PUT", path, body)
        else:
            body = self._marked(step["request"])
            body["client_id"] += f"-{self.mark}"
            headers = {"Idempotency-Key": key}
            status, answer = self._service.call("POST", "/requests", body, headers)
        if status >= 400:  # noqa: PLR2004 - a problem
            end = {"refused": status, "fields": [one["field"] for one in answer.get("errors", ())]}
            told: Json = {"request_id": None, "problem": answer}
        else:
            told = self._follow(answer["request_id"], step.get("explain", []))
            end = told.pop("end")
        return told | {
            "end": end,
            "differences": tour_text.differences(step.get("expect", {}), end),
        }

    def _marked(self, request: Json) -> Json:
        """Return a request with the tour's mark for {mark} and {MARK}, and a day for {recent}."""
        text = json.dumps(request).replace("{mark}", self.mark).replace("{recent}", self.recent)
        marked: Json = json.loads(text.replace("{MARK}", self.mark.upper()))
        return marked

    def _follow(self, request_id: int, audiences: list[str]) -> Json:
        answer = self._service.wait_for_result(request_id)
        where = f"/requests/{request_id}"
        _, found = self._service.call("GET", where)
        result = answer.get("result", {})
        explained = {
            audience: self._service.call("GET", f"{where}/explanation?audience={audience}")[1]
            for audience in dict.fromkeys(["bank", *audiences])
        }
        is_question = found["request"]["request_type"] == "research_question"
        _, agents = self._service.call("GET", f"{where}/agent-answer") if is_question else (0, None)
        return {
            "request_id": request_id,
            "result": result,
            "explanations": explained,
            "answer": agents,
            "end": {
                "status": found["request"]["status"],
                "decision": result.get("decision"),
                "rules": [rule["rule_id"] for rule in result.get("reasons", ())],
            },
        }


def run(service: Service, only: str, out: tour_text.Screen | None, *, whole: bool) -> list[Json]:
    """Go through the examples, show each as it ends, and return what became of all."""
    service.wait_until_ready()
    tour = Tour(service)
    _, reference = service.call("GET", "/reference")
    in_force = [one["dataset"] for one in reference["reference"]]
    chosen = list(examples(only))
    if not chosen:
        raise Failure(f"No example has {only} in its name: {FOLDER} has them.")
    if out:
        out.greet(service.url, len(chosen), tour.mark)
    told: list[Json] = []
    for number, (name, example) in enumerate(chosen, 1):
        about = {"example": name, "title": example["title"]}
        reason = misfit(example, in_force)
        steps = [] if reason else tour.go_through(name, example)
        told.append(about | {"left_out": reason, "steps": steps})
        if out and not reason:
            out.show(number, example, told[-1], whole=whole)
    if out:
        own = [one for one in reference["reference"] if not one["is_shipped"]]
        out.sum_up(told, [f"{one['dataset']} {one['version']}" for one in own])
    return told


def main() -> int:
    """Read the arguments, run the tour, and return the exit code."""
    parser = argparse.ArgumentParser(description="Send the examples to a running bankagent.")
    parser.add_argument("url", nargs="?", default=LOCAL, help=f"of the service ({LOCAL})")
    parser.add_argument("--key", default=os.environ.get("BANKAGENT_KEY", ""), help="of a caller")
    parser.add_argument("--only", default="", metavar="TEXT", help="examples with it in the name")
    parser.add_argument("--explain", action="store_true", help="print all explanations whole")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    given = parser.parse_args()
    out = None if given.json else tour_text.Screen(sys.stdout)
    told = run(Service(given.url, given.key), given.only, out, whole=given.explain)
    if given.json:
        print(json.dumps(told, indent=2))
    return int(any(step["differences"] for one in told for step in one["steps"]))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
