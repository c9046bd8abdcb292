"""`bankagent run`: the whole service on one machine, for trials and development.

Holds the database, migrates it, keeps the API and two workers alive, and shows new audit entries,
until Ctrl-C or SIGTERM.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys

from rich.console import Console
from rich.text import Text

from bankagent.cli.single_run import only_one, refuse_taken_port
from bankagent.cli.supervisor import DO_NOT_RESTART, Program, Report, Stop, keep, stop_on_signals
from bankagent.db.migrate import migrate
from bankagent.db.operator_errors import in_one_sentence
from bankagent.db.operator_login import as_operator
from bankagent.db.pool import Pool, new_pool
from bankagent.db.server import database, embedded
from bankagent.db.url import DatabaseUrl
from bankagent.errors import BankagentError
from bankagent.service.access.demo_keys import demo_keys
from bankagent.service.policies.packages import shipped
from bankagent.settings import Settings
from bankagent.store.operations import audit_tail

HOW_TO_ENTER = """
            (log in with the key of rita, carl or vera;
            `python examples/tour.py` fills them)"""
HOST = "127.0.0.1"
WORKERS = 2
COLOURS = {
    "processed": "green",
    "awaiting_approval": "yellow",
    "needs_info": "yellow",
    "failed": "red",
    "cancelled": "red",
}


def run(settings: Settings) -> int:
    """Run everything until a stop is requested; return the exit code."""
    out = Console(highlight=False, soft_wrap=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the loop handles it
    # The API and the workers log a lost database.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    if "log_format" not in settings.model_fields_set:
        os.environ["BANKAGENT_LOG_FORMAT"] = "text"  # of the programs: people read this screen

    def report(name: str, text: str) -> None:
        out.print(Text.assemble((f"{name:<9} ", "dim"), text))

    def report_database(text: str) -> None:
        report("database", text)

    packages = shipped()
    with contextlib.suppress(KeyboardInterrupt), only_one(settings.data):
        refuse_taken_port(HOST, settings.port)
        with database(settings, log=report_database) as url:
            with in_one_sentence():
                migrate(url.text, packages=packages, log=report_database)
            keys = asyncio.run(_demo_keys(settings, url))
            return asyncio.run(_run(settings, url, keys, out=out, report=report))
    return 0


async def _demo_keys(settings: Settings, url: DatabaseUrl) -> str:
    """Return lines with keys for trials; none in production or for a database elsewhere."""
    if settings.app_env == "production" or not url.is_on_this_machine:
        return ""
    async with as_operator(url) as conn:
        found = await demo_keys(conn, settings.data)
    lines = [f"{one.name:<5} {one.role or 'caller':<11} {key.text}" for one, key in found.items()]
    return "".join(f"  {'' if n else 'keys':<9} {line}\n" for n, line in enumerate(lines))


async def _run(
    settings: Settings, url: DatabaseUrl, keys: str, *, out: Console, report: Report
) -> int:
    with stop_on_signals() as stop:
        async with new_pool(url.conninfo(application_name="bankagent/run"), most=1) as pool:
            beside = [_greet(settings, url, keys, out), _show_entries(pool, out)]
            if not settings.database_url:
                beside.append(_keep_server(settings, report))
            tasks = [asyncio.create_task(work) for work in beside]
            programs = _programs(settings, report)
            codes = await asyncio.gather(*(_keep(program, stop, report) for program in programs))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return DO_NOT_RESTART if DO_NOT_RESTART in codes else 0


def _programs(settings: Settings, report: Report) -> list[Program]:
    where = ("--host", HOST, "--port", str(settings.port))
    api = ("uvicorn", "bankagent.asgi:app", "--no-server-header", *where)
    quiet = ("--log-level", "warning")
    worker = ("procrastinate", "--app=bankagent.worker.app", *quiet, "worker")
    argv = {"api": (*api, *quiet)} | {f"worker {n}": worker for n in range(1, WORKERS + 1)}
    return [Program(name, (sys.executable, "-m", *args), report) for name, args in argv.items()]


async def _keep(program: Program, stop: Stop, report: Report) -> int:
    """Keep one program alive; stop all when it ends because a person must change something."""
    code = await keep(program, stop, report)
    if not stop.asked.is_set():
        reason = "a setting or a right must change"
        report(program.name, f"stopped with exit code {code} ({reason}); stopping everything")
        stop.ask()
    return code


async def _keep_server(settings: Settings, report: Report) -> None:
    """Start the embedded server again when it has died; it is not a child of this process."""
    server = embedded(settings)
    try:
        while True:
            if server.pid is None:
                try:
                    await asyncio.to_thread(server.start)
                    report("database", "was down; it runs again")
                except BankagentError as error:
                    report("database", error.detail)
            await asyncio.sleep(1)
    finally:
        server.release()


async def _greet(settings: Settings, url: DatabaseUrl, keys: str, out: Console) -> None:
    """Print the URLs and the keys, as soon as the API answers."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(HOST, settings.port)
            writer.close()
            break
        await asyncio.sleep(0.1)
    api = f"http://localhost:{settings.port}"
    out.print(f"""
  API       {api}
  docs      {api}/docs
  pages     {api}/ui{HOW_TO_ENTER if keys else ""}
  database  {url}
            (`make psql` opens a prompt, `bankagent url` prints its URL)
{keys}  Ctrl-C stops everything.
""")


def _action(entry: audit_tail.TailEntry) -> str:
    return "" if entry.action == entry.to_status else f"{entry.action} "


async def _show_entries(pool: Pool, out: Console) -> None:
    async with pool.connection() as conn:
        last = await audit_tail.newest(conn)
    async for entry in audit_tail.tail(pool, last):
        out.print(
            Text.assemble(
                (f"{entry.created_at.astimezone():%H:%M:%S}  ", "dim"),
                f"request {entry.request_id}  {entry.from_status} → ",
                (entry.to_status, COLOURS.get(entry.to_status, "")),
                (f"  {_action(entry)}by {entry.actor}", "dim"),
            )
        )
