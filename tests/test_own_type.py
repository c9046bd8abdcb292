"""A bank's own request type: the worked example, installed, migrated, submitted to and decided."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.api_process import serving
from tests.support.cli import bankagent
from tests.support.databases import Database
from tests.support.own_types import EXAMPLE, install_example, with_packages, write_package
from tests.support.payloads import PAYLOAD
from tests.support.processes import fresh_process
from tests.support.workers import Crew, Worker, crew, wait_for

LOAN = {"symbol": "AAPL", "value": "1000000.50", "collateral": "1020000.51"}
TYPE = "securities_loan"
NAMES = [
    "acme-requests/request_types/securities_loan",
    "acme-requests/policies/securities_loan/1",
]
ENDS = ("csv", "tests.csv", "facts.json")
MISSING = "the package acme-requests, which brings it, is not installed here"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the example is installed."""
    return install_example(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def workers(db: Database) -> Iterator[Crew]:
    with crew(db.url, db.worker_url) as found:
        yield found


def migrated(db: Database, *folders: Path) -> dict[str, Any]:
    done = bankagent("migrate", "--json", DATABASE_URL=db.url, PYTHONPATH=with_packages(*folders))
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def hired(workers: Crew, *folders: Path) -> Worker:
    """Start a plain worker that has the packages of these folders, and wait for its facts."""
    one = Worker(
        workers.worker_url,
        app="bankagent.worker.app",
        start=fresh_process,
        environ={"PYTHONPATH": with_packages(*folders)},
    )
    workers.workers.append(one)
    pid = "select 1 from ops.workers w join bankagent.worker_facts using (worker_id) where pid = %s"
    wait_for(f"a worker tells its facts: {one.said()}", lambda: workers.rows(pid, one.pid))
    return one


def send(api: httpx.Client, payload: dict[str, Any], request_type: str = TYPE) -> httpx.Response:
    body = {"client_id": "CUST-1042", "request_type": request_type, "payload": payload}
    return api.post("/requests", json=body)


def ended(api: httpx.Client, payload: dict[str, Any]) -> tuple[str, list[str]]:
    """Submit a loan, wait for its end, and return its outcome and the rules that fired."""
    number = send(api, payload).json()["request_id"]
    result = api.post(f"/requests/{number}/process", timeout=30).json()["result"]
    return result["outcome"], [rule["rule_id"] for rule in result["reasons"]]


def test_the_example_is_migrated_submitted_to_and_decided(
    db: Database, package: Path, workers: Crew, free_port: int
) -> None:
    assert migrated(db, package)["applied"] == NAMES
    assert migrated(db, package) == {"schema_version": 3, "applied": [], "said": []}
    assert migrated(db)["applied"] == []
    hired(workers, package)
    environ = {"BANKAGENT_API_DATABASE_URL": db.api_url, "PYTHONPATH": with_packages(package)}
    with serving(free_port, start=fresh_process, **environ) as api:
        listed = api.client.get("/request-types").json()
        (own,) = [one for one in listed["request_types"] if one["name"] == TYPE]
        assert (own["package"], listed["not_taken_here"]) == ("acme-requests", [])
        assert own["approved_means"] == "The desk may lend the security."
        assert ended(api.client, own["example"]) == ("approve", ["SL-000"])
        assert ended(api.client, LOAN) == ("approve", ["SL-000"])
        assert ended(api.client, LOAN | {"collateral": "1020000"}) == ("reject", ["SL-060"])
        assert ended(api.client, LOAN | {"symbol": "FICTIONAL.RESTRICTED"}) == (
            "reject",
            ["SL-030"],
        )
        assert ended(api.client, {"symbol": "AAPL", "value": 1}) == ("needs_info", ["SL-050"])
        in_yen = {"symbol": "AAPL", "currency": "JPY", "value": 900000, "collateral": 918000}
        assert ended(api.client, in_yen) == ("approve", ["SL-000"])
        large = {"symbol": "AAPL", "value": "5000000.01", "collateral": 6000000}
        assert ended(api.client, large) == ("dual_control", ["SL-010"])
        wrong = send(api.client, {"symbol": "AAPL", "value": 0})
        assert wrong.status_code == 422
        assert wrong.json()["errors"][0]["field"] == "payload.value"
    replayed = bankagent(
        "policy", "replay", "--since", "2026-01-01", "--type", TYPE,
        DATABASE_URL=db.url, PYTHONPATH=with_packages(package),
    )  # fmt: skip
    assert replayed.returncode == 0, replayed.stderr
    assert "7 evaluations replayed: 7 agree, 0 differ." in replayed.stdout
    (recorded,) = workers.rows(
        "select facts, reference, known from bankagent.evaluations where request_id = %s", 6
    )
    assert (recorded.facts["value_usd_known"], recorded.reference.keys()) == (
        "yes",
        {"fx_rates", "restricted_instruments"},
    )


def test_its_policy_is_authored_by_the_package_and_signed_by_no_person(
    db: Database, package: Path, workers: Crew
) -> None:
    migrated(db, package)
    (version,) = workers.rows("select * from ops.policy_versions where key = %s", TYPE)
    assert (version.status, version.author, version.activated_by, version.reason) == (
        "active",
        "acme-requests",
        "bankagent",
        "Shipped with the package acme-requests; no person of the bank has signed it.",
    )
    said = bankagent("status", DATABASE_URL=db.url, COLUMNS="200").stdout
    unsigned = "is in force as shipped: no person of the bank has activated it."
    assert f"The policy securities_loan@1 {unsigned}" in said


def test_doctor_and_drift_are_quiet_about_it(db: Database, package: Path, workers: Crew) -> None:
    def findings(*folders: Path) -> list[str]:
        told = bankagent(
            "doctor", "--json", DATABASE_URL=db.url, PYTHONPATH=with_packages(*folders)
        ).stdout
        checks = {one["check"]: one["findings"] for one in json.loads(told)["checks"]}
        ours = ("versions", "drift", "decision_tables", "packages", "triggers")
        return [one["code"] for check in ours for one in checks[check]]

    assert findings(package) == ["package_not_stored"] * 2
    migrated(db, package)
    assert findings(package) == []
    assert findings() == []
    assert workers.rows("select * from ops.schema_drift") == []


def test_doctor_tells_of_a_type_that_its_package_no_longer_brings(
    db: Database, package: Path, workers: Crew, tmp_path: Path
) -> None:
    migrated(db, package)
    item = {"client_id": "C-1", "request_type": TYPE, "payload": LOAN}
    workers.one("select request_id from bankagent.submit_requests(%s)", json.dumps([item]))
    renamed = copied(package, tmp_path)
    points = next(renamed.glob("acme_requests-*.dist-info/entry_points.txt"))
    points.write_text(points.read_text().replace(f"{TYPE} = ", "acme_loan = "))
    module = renamed / "acme_requests/securities_loan.py"
    module.write_text(module.read_text().replace(f'="{TYPE}"', '="acme_loan"'))
    migrated(db, renamed)
    told = bankagent("doctor", "--json", DATABASE_URL=db.url, PYTHONPATH=with_packages(renamed))
    checks = {one["check"]: one["findings"] for one in json.loads(told.stdout)["checks"]}
    (finding,) = checks["packages"]
    assert (finding["code"], finding["what"]) == (
        "type_gone",
        (
            "The package acme-requests is installed here and no longer brings the request type "
            "securities_loan, of which 1 request is open."
        ),
    )


def test_a_worker_without_the_package_leaves_its_requests_waiting_and_it_is_said(
    db: Database, package: Path, workers: Crew
) -> None:
    migrated(db, package)
    workers.hire()
    item = {"client_id": "C-1", "request_type": TYPE, "payload": LOAN}
    submit = "select request_id from bankagent.submit_requests(%s)"
    loan = workers.one(submit, json.dumps([item]))
    trades = workers.submit(*[PAYLOAD] * 3)
    workers.wait_processed(trades)
    assert workers.statuses([loan]) == {"received"}
    (why,) = workers.rows("select * from ops.why_waiting(%s)", loan)
    assert (why.code, why.waits_for) == (
        "missing_package",
        "a worker with the package acme-requests: no live one has it",
    )
    status = bankagent("status", DATABASE_URL=db.url, COLUMNS="200")
    assert "start workers that have the package acme-requests" in status.stdout
    hired(workers, package)
    workers.wait_processed([loan])
    assert workers.rows(
        "select decision, actor from bankagent.decisions where request_id = %s", loan
    ) == [("approved", "policy:securities_loan@1")]


def test_an_api_without_the_package_lists_the_type_and_refuses_it_for_now(
    db: Database, package: Path, free_port: int
) -> None:
    migrated(db, package)
    with serving(free_port, start=fresh_process, BANKAGENT_API_DATABASE_URL=db.api_url) as api:
        listed = api.client.get("/request-types").json()
        assert TYPE not in [one["name"] for one in listed["request_types"]]
        assert listed["not_taken_here"] == [
            {
                "name": TYPE,
                "description": "May this security be lent against this collateral?",
                "package": "acme-requests",
                "why": MISSING,
            }
        ]
        item = {"client_id": "C-1", "request_type": TYPE, "payload": LOAN}
        for answer in (
            send(api.client, LOAN),
            api.client.post("/requests:batch", json={"requests": [item]}),
        ):
            assert answer.status_code == 503
            assert answer.json()["detail"] == f"No {TYPE} is taken here: {MISSING}."
        assert send(api.client, LOAN, "security_loan").status_code == 422
        assert send(api.client, PAYLOAD, "trade_review").status_code == 201


def test_an_api_with_the_package_refuses_the_type_until_the_database_is_migrated(
    db: Database, package: Path, free_port: int
) -> None:
    environ = {"BANKAGENT_API_DATABASE_URL": db.api_url, "PYTHONPATH": with_packages(package)}
    with serving(free_port, start=fresh_process, **environ) as api:
        (refused,) = api.client.get("/request-types").json()["not_taken_here"]
        why = "the database does not have it yet: its operator runs bankagent migrate"
        assert (refused["name"], refused["why"]) == (TYPE, why)
        item = {"client_id": "C-1", "request_type": TYPE, "payload": LOAN}
        for answer in (
            send(api.client, LOAN),
            api.client.post("/requests:batch", json={"requests": [item]}),
        ):
            assert answer.status_code == 503
            assert answer.json()["detail"] == f"A request type is not taken here ({TYPE}): {why}."
        migrated(db, package)
        assert send(api.client, LOAN).status_code == 201


def copied(package: Path, tmp_path: Path) -> Path:
    """Copy the installed example, to change it there: to build a wheel again costs 2 s of CPU."""
    copy = tmp_path / f"copy_{len([*tmp_path.iterdir()])}"
    return Path(shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__")))


def edited(package: Path, tmp_path: Path, **files: str) -> Path:
    """Give the example installed with other texts of its policy's files: `_1_csv` is 1.csv."""
    copy = copied(package, tmp_path)
    for name, text in files.items():
        ending = name.removeprefix("_").replace("_", ".")
        (copy / "acme_requests/policies/securities_loan" / ending).write_text(text)
    return copy


def text_of(name: str) -> str:
    return (EXAMPLE / "src/acme_requests/policies/securities_loan" / name).read_text()


def test_a_policy_that_was_changed_in_place_is_refused_and_a_new_version_is_stored(
    db: Database, package: Path, workers: Crew, tmp_path: Path
) -> None:
    migrated(db, package)
    other = {name: text_of(name).replace("5000000", "4000000") for name in ("1.csv", "1.tests.csv")}
    changed = edited(package, tmp_path, _1_csv=other["1.csv"], _1_tests_csv=other["1.tests.csv"])
    done = bankagent("migrate", DATABASE_URL=db.url, PYTHONPATH=with_packages(changed))
    assert done.returncode == 1
    assert done.stderr == (
        "bankagent: policies/securities_loan/1 of the package acme-requests was changed after it "
        "was stored here: restore it, or bring the change as a new version.\n"
    )
    newer = edited(
        package,
        tmp_path,
        _2_csv=other["1.csv"],
        _2_tests_csv=other["1.tests.csv"],
        _2_facts_json=text_of("1.facts.json"),
    )
    assert migrated(db, newer)["applied"] == ["acme-requests/policies/securities_loan/2"]
    in_force = "select version from ops.policy_versions where key = %s and status = 'active'"
    assert workers.one(in_force, TYPE) == 2


def test_a_version_that_a_person_has_activated_stays_in_force_beside_a_newer_package(
    db: Database, package: Path, workers: Crew, tmp_path: Path
) -> None:
    migrated(db, package)
    sign = "select * from bankagent.activate_policy(%s, 1, 'Signed by compliance.')"
    assert workers.rows(sign, TYPE)
    files = {f"_2_{end.replace('.', '_')}": text_of(f"1.{end}") for end in ENDS}
    newer = edited(package, tmp_path, **files)
    assert migrated(db, newer)["applied"] == ["acme-requests/policies/securities_loan/2"]
    statuses = "select version, status from ops.policy_versions where key = %s order by version"
    assert workers.rows(statuses, TYPE) == [(1, "active"), (2, "tested")]


def test_a_policy_that_does_not_fit_its_code_is_refused_with_its_place(
    db: Database, package: Path, tmp_path: Path
) -> None:
    wrong = edited(package, tmp_path, _1_csv=text_of("1.csv").replace("< 10200", "< 10300"))
    done = bankagent("migrate", DATABASE_URL=db.url, PYTHONPATH=with_packages(wrong))
    assert done.returncode == 2
    place = "The policy securities_loan of the package acme-requests is not valid: 1: "
    assert done.stderr.startswith(f"bankagent: {place}")


OF_TAKEN_NAMES = "lambda p, k: (facts(p, k), lambda _: {'decision': 'approved', 'confidence': 1})"
FAULTY = {
    "needs Submissions: it may need FxRates, BusinessCalendars, ": (
        "needs=(FxRates, RestrictedInstruments)",
        "needs=(Submissions,)",
    ),
    "finds no facts of its example: KeyError: ": (
        "needs=(FxRates, RestrictedInstruments)",
        "needs=(FxRates,)",
    ),
    "finds other facts than it declares: see security.": (
        '"security": one_of("clear", "watch", "restricted", "unknown"),',
        '"security": one_of("clear", "watch", "restricted"),',
    ),
    "needs FxRates, and its payload has currency, which may be None.": (
        'currency: Currency = Field(default="USD"',
        "currency: Currency | None = Field(default=None",
    ),
    "has evidence of a name that is taken: confidence, decision.": (
        "    facts=facts,",
        f"    facts=facts, facts_and_evidence={OF_TAKEN_NAMES},",
    ),
    "does not take its own example: payload.value must be ": (
        '"value": 1000000,',
        '"value": -1,',
    ),
}


@pytest.mark.parametrize("said", FAULTY)
def test_a_type_that_cannot_be_decided_is_refused_before_its_first_request(
    db: Database, package: Path, tmp_path: Path, said: str
) -> None:
    copy = copied(package, tmp_path)
    module = copy / "acme_requests/securities_loan.py"
    before, after = FAULTY[said]
    text = module.read_text()
    assert before in text
    more = "from bankagent.facts.submissions import Submissions\nfrom decimal"
    module.write_text(text.replace(before, after).replace("from decimal", more, 1))
    done = bankagent("migrate", DATABASE_URL=db.url, PYTHONPATH=with_packages(copy))
    named = "The request type securities_loan of the package acme-requests "
    assert (done.returncode, done.stderr.startswith(f"bankagent: {named}{said}")) == (2, True)


def test_a_type_from_elsewhere_is_refused(db: Database, package: Path, workers: Crew) -> None:
    workers.conn.execute(
        "insert into bankagent.request_types (name, queue, policy_key, description, package) "
        "values ('securities_loan', 'x', 'x', 'x', 'another-package')"
    )
    done = bankagent("migrate", DATABASE_URL=db.url, PYTHONPATH=with_packages(package))
    assert done.returncode == 1
    assert "may not bring the request type securities_loan: this database has" in done.stderr


# --- packages that are broken -----------------------------------------------------


def test_each_program_refuses_a_broken_package_in_one_sentence(
    db: Database, tmp_path: Path, free_port: int
) -> None:
    write_package(tmp_path, "acme-broken", {"acme_broken": "import gone"}, loan="acme_broken:TYPE")
    said = (
        "The entry point loan (acme_broken:TYPE) of the package acme-broken cannot be imported: "
        "ModuleNotFoundError: No module named 'gone'."
    )
    path = with_packages(tmp_path)
    for command in ("migrate", "run"):
        done = bankagent(command, DATABASE_URL=db.url, PYTHONPATH=path, PORT=free_port)
        assert (done.returncode, done.stderr) == (2, f"bankagent: {said}\n")
    done = bankagent("policy", "list", DATABASE_URL=db.url, PYTHONPATH=path)
    assert (done.returncode, done.stderr) == (2, f"bankagent: {said}\n")
    one = Worker(
        db.worker_url,
        app="bankagent.worker.app",
        start=fresh_process,
        environ={"PYTHONPATH": path},
    )
    assert one.process.wait(20) == 2
    assert one.said() == f"bankagent worker: {said}\n"
    one.end()
    environ = {"BANKAGENT_API_DATABASE_URL": db.api_url, "PYTHONPATH": path}
    with serving(free_port, start=fresh_process, **environ) as api:
        assert api.process.wait(20) == 3
        assert f"bankagent: {said}" in api.said()
        assert "Traceback" not in api.said()
    told = bankagent("doctor", "--json", DATABASE_URL=db.url, PYTHONPATH=path).stdout
    findings = [one for check in json.loads(told)["checks"] for one in check["findings"]]
    assert [one["what"] for one in findings if one["code"] == "broken_package"] == [said]
    for command in ("version", "status"):
        assert bankagent(command, DATABASE_URL=db.url, PYTHONPATH=path).stderr == ""


def test_commands_without_types_go_on_beside_a_type_of_which_a_field_is_wrong(
    db: Database, tmp_path: Path
) -> None:
    module = (
        "from dataclasses import replace\nfrom bankagent.request_types import trade_review\n"
        "TYPE = replace(trade_review.TYPE, name='loan', policy_key='loan', policies='policies')\n"
    )
    write_package(tmp_path, "acme-broken", {"acme_broken": module}, loan="acme_broken:TYPE")
    path = with_packages(tmp_path)
    for command in (
        ["version"],
        ["status"],
        ["pause", "queue", "trade_review", "--reason", "x"],
        ["psql", "-c", "select 1"],
    ):
        done = bankagent(*command, DATABASE_URL=db.url, PYTHONPATH=path)
        assert (done.returncode, done.stderr) == (0, ""), command
    named = "The entry point loan (acme_broken:TYPE) of the package acme-broken"
    for command in (["migrate"], ["policy", "list"]):
        done = bankagent(*command, DATABASE_URL=db.url, PYTHONPATH=path)
        assert (done.returncode, done.stderr) == (
            2,
            f"bankagent: {named} has no folder of policies.\n",
        )
