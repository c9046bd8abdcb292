"""Tables of the command line, on a terminal and in a pipe."""

from io import StringIO

from rich.console import Console

from bankagent.cli import tables

LONG = "the notional is above 5,000,000 USD (TR-010), and the counterparty is new [red]here[/red]"


def example() -> tables.Table:
    shown = tables.table("request", "client", "why", right=("request",))
    shown.add_row("7", "CUST-1042", LONG)
    return shown


def test_a_row_is_one_line_where_a_script_reads_it(capsys):
    tables.console().print(example())
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["request", "client", "why"]
    assert row.split(maxsplit=2) == ["7", "CUST-1042", LONG]


def test_a_table_fits_a_terminal_of_80_columns():
    out = StringIO()
    Console(file=out, width=80, highlight=False, markup=False).print(example())
    assert max(map(len, out.getvalue().splitlines())) <= 80
    assert all(word in out.getvalue() for word in LONG.split())
