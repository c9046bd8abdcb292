"""Real workers under a pause: they leave what is paused, and go on at once when it is over."""

import time

import pytest
from psycopg.types.json import Jsonb

from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for

SLOW_POLL = ("--fetch-job-polling-interval", "30")


def pause(crew: Crew, kind: str) -> None:
    crew.rows("select bankagent.pause(%s, 'trade_review', 'The prices are late.')", kind)


def resume(crew: Crew, kind: str) -> float:
    crew.rows("select bankagent.resume(%s, 'trade_review')", kind)
    return time.monotonic()


def see_another_type_go_on(crew: Crew) -> None:
    item = {"client_id": "C", "request_type": "other", "payload": PAYLOAD}
    ((it,),) = crew.rows("select request_id from bankagent.submit_requests(%s)", Jsonb([item]))
    wait_for("the other type goes on", lambda: crew.statuses([it]) == {"awaiting_approval"})


# In a queue of its own, or in the one whose other type workers then claim past.
@pytest.mark.parametrize(("queue", "kind"), [("other", "queue"), ("trade_review", "request_type")])
def test_what_is_paused_waits_while_the_rest_goes_on_and_is_resumed_before_the_poll(
    crew: Crew, queue: str, kind: str
) -> None:
    crew.conn.execute(
        "insert into bankagent.request_types (name, queue, policy_key, description) "
        "values ('other', %s, 'trade_review', 'For a test.')",
        [queue],
    )
    crew.hire(*SLOW_POLL)
    crew.wait_processed(crew.submit(PAYLOAD))
    pause(crew, kind)
    held = crew.submit(*[PAYLOAD] * 50)
    for _ in range(3):
        see_another_type_go_on(crew)
    assert crew.statuses(held) == {"received"}
    resumed = resume(crew, kind)
    crew.wait_processed(held)
    assert time.monotonic() - resumed < 2
