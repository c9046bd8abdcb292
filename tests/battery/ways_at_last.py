"""What must be true after all ways in were used: nothing is lost, and no process has complained."""

from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import rows, verbs
from tests.support.exact import parsed
from tests.support.workers import wait_for

UNDER_WAY = "select id from bankagent.banking_requests where status = 'received'"


@way
def every_request_got_on(at: Installation) -> None:
    def done() -> bool:
        verbs.make_due(at.dba)
        return rows.fetch(at.dba, UNDER_WAY) == []

    wait_for("no request is received", done, within_s=at.patience_s)


@way
def no_gap_in_the_audit_trail(at: Installation) -> None:
    assert rows.gaps(at.dba) == []


@way
def processes_live_and_complain_of_nothing(at: Installation) -> None:
    for which, said in at.said().items():
        assert "Traceback" not in said, f"{which}: {said.strip().rpartition(chr(10))[2]}"
        lines = [parsed(line) for line in said.splitlines() if line.startswith("{")]
        wrong = [line for line in lines if line["level"] in {"error", "critical"}]
        # An attempt that fails is asked for.
        wrong += [line for line in lines if line["event"] == "flush failed"]
        assert wrong == [], f"{which}: {wrong[0]['event']} {wrong[0].get('error', '')}"
    assert at.worker_lives, "the worker ended"
