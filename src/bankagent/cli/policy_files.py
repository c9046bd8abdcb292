"""Files of `bankagent policy`: the CSV of the rules, its facts, and its examples beside it."""

from hashlib import sha256
from pathlib import Path

from bankagent.domain.evaluation import Policy
from bankagent.errors import CannotRun
from bankagent.policy.csv import to_jdm


def is_file(target: str) -> bool:
    """Whether a command's argument names a file, and not a policy."""
    return target.endswith((".csv", ".json"))


def facts_beside(file: Path) -> Path:
    """Return the facts file of a CSV: `limits.facts.json` beside `limits.csv`."""
    return file.with_suffix(".facts.json")


def examples_beside(file: Path) -> Path:
    """Return the examples of a CSV: `limits.tests.csv` beside `limits.csv`."""
    return file.with_suffix(".tests.csv")


def read(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        CannotRun: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise CannotRun(f"{file} cannot be read: {error.strerror}.") from None


def read_facts(file: Path, facts: Path | None) -> bytes | None:
    """Return the facts file that was named, or the one beside the CSV, or None."""
    if facts is None and not facts_beside(file).exists():
        return None
    return read(facts or facts_beside(file))


def read_examples(file: Path, examples: Path | None) -> bytes | None:
    """Return the examples that were named, or those beside the CSV, or None."""
    beside = examples_beside(file)
    if examples is None and not beside.exists():
        return None
    return read(examples or beside)


def table_json(file: Path, facts: Path | None) -> str:
    """Return the table of a file: of a CSV with its facts, or a JDM as it stands.

    Raises:
        CannotRun: a file cannot be read, or there is no facts file.
        BadRequest: the table is not valid; each finding names a row and a column, or a fact.
    """
    if file.suffix == ".json":
        return read(file).decode("utf-8", "replace")
    found = read_facts(file, facts)
    if found is None:
        raise CannotRun(f"{file} has no {facts_beside(file).name} beside it: name one by --facts.")
    return to_jdm(read(file), found)


def converted(file: Path, facts_json: str) -> str:
    """Return the table of a CSV with these facts; errors as in `table_json`."""
    return to_jdm(read(file), facts_json)


def policy(file: Path, facts: Path | None, key: str | None = None) -> Policy:
    """Return the table of a file as a policy that is stored nowhere; errors as in `table_json`."""
    text = table_json(file, facts)
    return Policy(key or "", 0, sha256(text.encode()).hexdigest(), text)


def write(file: Path, table_csv: str, facts_json: str, examples_csv: str | None) -> None:
    """Write a CSV, its facts, and its examples if there are some.

    Each CSV has a byte order mark, so that spreadsheets take it as UTF-8.

    Raises:
        CannotRun: a file cannot be written.
    """
    try:
        file.write_text(table_csv, encoding="utf-8-sig", newline="")
        facts_beside(file).write_text(facts_json, encoding="utf-8", newline="")
        if examples_csv is not None:
            examples_beside(file).write_text(examples_csv, encoding="utf-8-sig", newline="")
    except OSError as error:
        raise CannotRun(f"{file} cannot be written: {error.strerror}.") from None
