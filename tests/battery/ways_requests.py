"""Ways in of callers: requests over HTTP, from the first submit to the last event."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from bankagent.domain import exact_json
from tests.battery.given import BIG, CLIENT, PLAIN, REVERSED, brought_to, failed, item, submitted
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import rows, sse
from tests.support.exact import assert_just_now, parsed

CALLERS = 10


@way
def submit_and_read(at: Installation) -> None:
    answer = at.call("POST", "/requests", 201, json=item())
    request_id = parsed(answer.text)["request_id"]
    assert answer.headers["location"] == f"/requests/{request_id}"
    at.wait(request_id, "processed")
    found = at.call("GET", f"/requests/{request_id}")
    read = parsed(found.text)
    request, last = read["request"], read["latest_audit"]
    assert (request["client_id"], request["payload"]) == (CLIENT, PLAIN)
    assert (request["status"], read["decision"]["decision"]) == ("processed", "approved")
    assert last["result"]["confidence"] == 1
    for time in (request["created_at"], request["updated_at"], last["created_at"]):
        assert_just_now(time)
    assert_just_now(read["decision"]["created_at"])
    same = {"If-None-Match": found.headers["etag"]}
    at.call("GET", f"/requests/{request_id}", 304, headers=same)


@way
def keyed_pair(at: Installation) -> None:
    key = {"Idempotency-Key": "battery-pair"}
    made = at.ask("POST", "/requests", 201, json=item(), headers=key)
    replayed = at.call("POST", "/requests", 200, json=item(), headers=key)
    assert parsed(replayed.text)["request_id"] == made["request_id"]
    assert replayed.headers["idempotency-replayed"] == "true"
    at.call("POST", "/requests", 409, json=item(BIG), headers=key)


@way
def for_a_person(at: Installation) -> None:
    asked = item(BIG, on_behalf_of=f"Rita {CLIENT}")
    request_id = at.ask("POST", "/requests", 201, json=asked)["request_id"]
    at.wait(request_id, "awaiting_approval")
    shown = at.ask("GET", f"/approvals/{request_id}", by=at.reviewer)
    for one in (shown, at.ask("GET", f"/requests/{request_id}")):
        assert one["request"]["on_behalf_of"] == asked["on_behalf_of"]
    at.call("POST", "/requests", 422, json=item(on_behalf_of="Rita "))
    at.call("POST", f"/requests/{request_id}/cancel")


@way
def batch(at: Installation) -> None:
    items = [
        item(payload, idempotency_key=f"battery-{n}") for n, payload in enumerate((PLAIN, BIG))
    ]
    stored = at.ask("POST", "/requests:batch", 201, json={"requests": items})["requests"]
    again = at.ask("POST", "/requests:batch", 200, json={"requests": items})["requests"]
    assert [one["request_id"] for one in again] == [one["request_id"] for one in stored]
    for one, status in zip(stored, ("processed", "awaiting_approval"), strict=True):
        at.wait(one["request_id"], status)


@way
def process(at: Installation) -> None:
    request_id = submitted(at)
    told = at.ask("POST", f"/requests/{request_id}/process", headers={"Prefer": "wait=8"})
    result = told["result"]
    assert (result["client_id"], result["decision"]) == (CLIENT, "approved")


@way
def audit_trail(at: Installation) -> None:
    request_id = brought_to(at, "processed")
    trail = at.ask("GET", f"/requests/{request_id}/audit")["audit"]
    assert [entry["action"] for entry in trail] == ["received", "processed"]
    assert [entry["result"].get("client_id") for entry in trail] == [None, CLIENT]
    for entry in trail:
        assert_just_now(entry["created_at"])


@way
def explanation(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    for audience, has_rules in (("bank", True), ("client", False)):
        told = at.ask("GET", f"/requests/{request_id}/explanation?audience={audience}")
        texts = [one["text"] for section in told["sections"] for one in section["sentences"]]
        assert CLIENT in texts[0]
        assert any(text.startswith("Rule TR-010") for text in texts) == has_rules
        # What the client sent is public; what it is in USD beside the limit is not.
        assert any(text.startswith(f"The fact notional was {BIG['notional']} ") for text in texts)
        assert any("notional_usd = " in text for text in texts) == has_rules


@way
def trace(at: Installation) -> None:
    request_id = brought_to(at, "processed")
    for by in (at.caller, at.reviewer):
        told = at.ask("GET", f"/requests/{request_id}/trace", by=by)
        assert told == {"request_id": request_id, "runs": []}


@way
def agent_answer(at: Installation) -> None:
    request_id = brought_to(at, "processed")
    for by in (at.caller, at.reviewer):
        told = at.ask("GET", f"/requests/{request_id}/agent-answer", by=by)
        assert (told["decision"], told["left_out"], told["claims"]) == ("approved", "none", [])


@way
def suggestion(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    for by in (at.caller, at.reviewer):
        told = at.ask("GET", f"/requests/{request_id}/suggestion", by=by)
        assert (told["label"], told["left_out"], told["summary"]) == ("suggestion", "none", [])


@way
def events(at: Installation) -> None:
    request_id = submitted(at)
    text = at.call("GET", f"/requests/{request_id}/events").text  # ends with the last event
    found = [sse.Event.of(block) for block in text.split("\n\n") if block.startswith("id: ")]
    assert [event.name for event in found] == ["received", "processed"]
    for event in found:
        assert_just_now(event.data["created_at"])
    after = {"Last-Event-ID": str(found[-1].id)}
    at.call("GET", f"/requests/{request_id}/events", 204, headers=after)


@way
def correct(at: Installation) -> None:
    request_id = brought_to(at, "needs_info", REVERSED)
    better = {"payload": PLAIN | {"notional": Decimal("0.1000000001")}}
    replaced = at.ask("PUT", f"/requests/{request_id}/payload", json=better)
    assert replaced["payload_version"] == 2
    at.wait(request_id, "processed")
    read = at.ask("GET", f"/requests/{request_id}")
    assert read["request"]["payload"] == better["payload"]


@way
def answer(at: Installation) -> None:
    request_id = brought_to(at, "needs_info", REVERSED)
    body = {"text": "Zażółć", "payload": PLAIN}
    path, key = f"/requests/{request_id}/answers", {"Idempotency-Key": f"answer-{request_id}"}
    stored = at.ask("POST", path, 201, json=body, headers=key)
    assert at.ask("POST", path, 200, json=body, headers=key)["answer_id"] == stored["answer_id"]
    at.wait(request_id, "processed")
    by_command = str(brought_to(at, "needs_info", REVERSED))
    caller = at.caller.key.text
    assert "needs_info" in at.command("request", "show", by_command, BANKAGENT_KEY=caller).stdout
    with TemporaryDirectory() as folder:
        file = Path(folder) / "payload.json"
        file.write_text(exact_json.dumps(PLAIN), encoding="utf-8")
        words = ("request", "answer", by_command, "--payload", str(file))
        assert "is received" in at.command(*words, BANKAGENT_KEY=caller).stdout
    at.wait(int(by_command), "processed")


@way
def lists(at: Installation) -> None:
    ids = {submitted(at) for _ in range(3)}
    (first,) = at.ask("GET", "/requests?limit=1")["requests"]
    since = assert_just_now(first["created_at"]) - timedelta(minutes=5)
    page = f"/requests?limit=2&client_id={quote(CLIENT)}&created_after={quote(since.isoformat())}"
    found, pages = [], 0
    while page:
        answer = at.ask("GET", page)
        found += answer["requests"]
        page, pages = answer["next"], pages + 1
    listed = [one["id"] for one in found]
    assert listed == sorted(listed, reverse=True)
    assert ids <= set(listed)
    assert pages > 1
    for one in found:
        assert_just_now(one["updated_at"])


@way
def cancel(at: Installation) -> None:
    for status, payload in (("needs_info", REVERSED), ("awaiting_approval", BIG)):
        request_id = brought_to(at, status, payload)
        assert at.ask("POST", f"/requests/{request_id}/cancel")["status"] == "cancelled"
        at.call("POST", f"/requests/{request_id}/cancel", 409)


@way
def requeue(at: Installation) -> None:
    request_id = failed(at)
    assert rows.actions(at.dba, request_id)[1:] == ["attempt_failed", "attempt_failed", "failed"]
    assert at.ask("POST", f"/requests/{request_id}/requeue")["status"] == "received"
    at.call("POST", f"/requests/{request_id}/cancel")


@way
def refusals(at: Installation) -> None:
    at.call("GET", "/requests/999999999", 404)
    wrong = at.ask("POST", "/requests", 422, json=item(PLAIN | {"notional": "-1"}))
    assert [error["field"] for error in wrong["errors"]] == ["payload.notional"]
    at.call("GET", "/requests", 401, headers={"Authorization": "Bearer bak_caller_no"})
    at.call("POST", f"/requests/{submitted(at)}/requeue", 409)


@way
def many_callers(at: Installation) -> None:
    """Ten at a time, each of which must get its own values back."""

    def one(n: int) -> None:
        mine = PLAIN | {"notional": Decimal(f"{n}.{n:010d}")}
        made = at.ask("POST", "/requests", 201, json=item(mine) | {"client_id": f"C-{n}"})
        url = f"/requests/{made['request_id']}"
        told = at.ask("POST", f"{url}/process", headers={"Prefer": "wait=8"})
        assert told["result"]["client_id"] == f"C-{n}"
        read = at.ask("GET", url)["request"]
        assert (read["client_id"], read["payload"]) == (f"C-{n}", mine)
        assert len(at.ask("GET", f"{url}/audit")["audit"]) == 2

    with ThreadPoolExecutor(CALLERS) as callers:
        list(callers.map(one, range(1, 4 * CALLERS)))
