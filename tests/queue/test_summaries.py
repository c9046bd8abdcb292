"""Summaries by mail: sent by a worker, once an hour, over TLS or without, and never in the way."""

from email.message import Message
from urllib.parse import quote

import pytest

from bankagent.domain.summary import Summary
from tests.support import approvals, people, rows
from tests.support.mail_server import CERTIFICATE, MailServer, mail_server
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, Worker, wait_for

CLAIM = "select reviewer, approvals, exceptions from bankagent.claim_summaries()"
EMAIL = "select bankagent.set_reviewer_email(%s, %s)"


def with_mail(crew: Crew, monkeypatch: pytest.MonkeyPatch, url: str) -> Worker:
    """Hire a worker that sends mail to this server."""
    monkeypatch.setenv("SMTP_URL", url)
    monkeypatch.setenv("MAIL_FROM", "bankagent@bank.example")
    monkeypatch.setenv("PUBLIC_URL", "https://bankagent.bank.example/")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    return crew.hire()


def waits(crew: Crew, n: int = 2) -> None:
    people.add_reviewers(crew.conn, "anna", "ben")
    rows.one(crew.conn, EMAIL, "anna", "anna@bank.example")
    approvals.waiting(crew.conn, "review", n, client_id="CUST-SECRET")


def first(server: MailServer) -> Message:
    wait_for("a mail", lambda: server.mails)
    return server.mails[0]


@pytest.mark.parametrize(
    ("tls", "scheme", "query"),
    [("none", "smtp", "?tls=none"), ("starttls", "smtp", ""), ("from the beginning", "smtps", "")],
)
def test_a_reviewer_is_told_what_waits(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, tls: str, scheme: str, query: str
) -> None:
    waits(crew)
    with mail_server(tls) as server:  # type: ignore[arg-type]
        login = "" if tls == "none" else f"{quote('bank agent')}:{quote('p@ss/word', safe='')}@"
        worker = with_mail(crew, monkeypatch, f"{scheme}://{login}localhost:{server.port}{query}")
        mail = first(server)
        assert (mail["To"], mail["From"]) == ("anna@bank.example", "bankagent@bank.example")
        assert mail["Subject"] == "bankagent: 2 approvals for you"
        text = mail.get_payload()
        assert "2 approvals to vote on, the oldest since 20" in text
        assert "the next one is due at 20" in text
        assert "https://bankagent.bank.example/ui" in text
        assert "CUST-SECRET" not in mail.as_string()
        assert len(server.logins) == (0 if tls == "none" else 1)
        assert "not sent" not in worker.said()


def test_two_workers_and_a_restart_send_one_mail_an_hour(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(crew)
    with mail_server("none") as server:
        url = f"smtp://127.0.0.1:{server.port}?tls=none"
        one, two = (with_mail(crew, monkeypatch, url) for _ in range(2))
        first(server)
        for worker in (one, two):
            worker.drain()
        with_mail(crew, monkeypatch, url)
        looked = "select count(*) from bankagent.review_summaries where looked_at < %s"
        crew.wait_processed(crew.submit(PAYLOAD))
        assert crew.one(looked, crew.one("select clock_timestamp()")) == 1
        assert len(server.mails) == 1


def test_a_server_that_refuses_or_is_silent_stops_nothing(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(crew)
    with mail_server("none", refuses=True) as server:
        worker = with_mail(crew, monkeypatch, f"smtp://127.0.0.1:{server.port}?tls=none")
        wait_for("it is told", lambda: "a summary was not sent" in worker.said())
        assert "SMTP_URL" in worker.said()
        crew.wait_processed(crew.submit(PAYLOAD))
        assert server.tries == 1
    assert rows.fetch(crew.conn, CLAIM) == []


def test_without_tls_that_was_not_asked_for_no_word_is_sent(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(crew)
    with mail_server("none") as server:
        worker = with_mail(crew, monkeypatch, f"smtp://u:p@127.0.0.1:{server.port}")
        wait_for("it is told", lambda: "a summary was not sent" in worker.said())
        assert (server.mails, server.logins) == ([], [])


def test_a_server_without_a_sender_is_refused_in_a_sentence(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1?tls=none")
    worker = crew.start()
    wait_for("it ends", lambda: not worker.alive)
    assert "MAIL_FROM is not" in worker.said()


def test_the_words_of_a_summary_name_each_kind_of_work() -> None:
    waits = Summary("anna", "anna@bank.example", 2, 0, None, None, 1, 3, 1)
    assert waits.subject == "bankagent: 2 approvals, 1 proposal and 4 exceptions for you"
    text = waits.text(None)
    for line in (
        "- 1 proposal about an exception to vote on",
        "- 3 exceptions of your teams that no person has in hand",
        "- 1 exception assigned to you",
    ):
        assert line in text
    alone = Summary("anna", "anna@bank.example", 0, 0, None, None, 0, 0, 1)
    assert alone.subject == "bankagent: 1 proposal for you"
