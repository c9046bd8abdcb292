"""Entry points of a bank's packages: their order, and one sentence for each that is broken."""

from importlib.metadata import DistributionFinder, MetadataPathFinder
from pathlib import Path
from typing import Any

import pytest

from bankagent import catalog
from bankagent.errors import CannotRun
from bankagent.request_types import packages
from tests.support.own_types import write_package

GOOD = """
from dataclasses import replace
from pathlib import Path
from bankagent.request_types import trade_review
def made(name, **other):
    parts = dict(name=name, queue=name, policy_key=name, policies=Path(__file__).parent)
    return replace(trade_review.TYPE, **(parts | other))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def read(folder: Path) -> tuple[tuple[Any, ...], list[str]]:
    found = MetadataPathFinder.find_distributions(DistributionFinder.Context(path=[str(folder)]))
    points = [point for one in found for point in one.entry_points]
    types, broken = packages.read(sorted(points, key=lambda one: one.name), catalog.SHIPPED)
    return types, [fault.detail for fault in broken]


def test_a_type_of_a_package_has_the_name_of_its_package(folder: Path) -> None:
    text = GOOD + "TYPE = made('loan_a')\n"
    write_package(folder, "acme-loans", {"bank_named": text}, loan_a="bank_named:TYPE")
    (known,), broken = read(folder)
    assert (known.name, known.package, broken) == ("loan_a", "acme-loans", [])


BROKEN: dict[str, tuple[str, str, str]] = {
    "a module that is missing": (
        "",
        "bank_gone:TYPE",
        "cannot be imported: ModuleNotFoundError: No module named 'bank_gone'",
    ),
    "a module that raises": (
        "raise RuntimeError('no licence\\nfound.')",
        "{module}:TYPE",
        "cannot be imported: RuntimeError: no licence found",
    ),
    "a module without the object": (
        "",
        "{module}:TYPE",
        "cannot be imported: AttributeError: module '{module}' has no attribute 'TYPE'",
    ),
    "an object of another class": (
        "TYPE = {'name': 'loan'}",
        "{module}:TYPE",
        "is of the class dict, and must be a RequestType",
    ),
    "another name": (
        GOOD + "TYPE = made('lending')",
        "{module}:TYPE",
        "names the request type lending: both must have one name",
    ),
    "a policy of bankagent": (
        GOOD + "TYPE = made('loan', policy_key='trade_review')",
        "{module}:TYPE",
        "has the policy trade_review, which is of bankagent",
    ),
    "a queue without a name": (
        GOOD + "TYPE = made('loan', queue='')",
        "{module}:TYPE",
        "has a queue whose name is not 1 to 40 bytes long",
    ),
    "a payload that is no model": (
        GOOD + "TYPE = made('loan', payload=dict)",
        "{module}:TYPE",
        "has a payload that is no model of pydantic",
    ),
    "no facts": (
        GOOD + "TYPE = made('loan', fact_schema={})",
        "{module}:TYPE",
        "declares no facts in fact_schema",
    ),
    "no policy": (
        GOOD + "TYPE = made('loan', policies=None)",
        "{module}:TYPE",
        "has no folder of policies",
    ),
    "a folder that is a text": (
        GOOD + "TYPE = made('loan', policies='policies')",
        "{module}:TYPE",
        "has no folder of policies",
    ),
    "facts in a list": (
        GOOD + "TYPE = made('loan', fact_schema=['word'])",
        "{module}:TYPE",
        "has a fact_schema of the class list, and must have a Mapping",
    ),
    "needs that are no classes": (
        GOOD + "TYPE = made('loan', needs=('FxRates',))",
        "{module}:TYPE",
        "has needs that are no classes",
    ),
    "facts that are no function": (
        GOOD + "TYPE = made('loan', facts={})",
        "{module}:TYPE",
        "has facts that are no function",
    ),
    "an example that is no JSON": (
        GOOD + "TYPE = made('loan', example={'a': {1, 2}})",
        "{module}:TYPE",
        "has an example or a payload that no JSON can describe: TypeError",
    ),
    "a payload without a schema": (
        GOOD
        + "from pydantic import BaseModel, ConfigDict\nclass C: pass\n"
        + "class P(BaseModel):\n    model_config = ConfigDict(arbitrary_types_allowed=True)\n"
        + "    x: C\nTYPE = made('loan', payload=P)",
        "{module}:TYPE",
        "has an example or a payload that no JSON can describe: PydanticInvalidForJsonSchema",
    ),
    "a part that raises": (
        GOOD
        + "class Odd(str):\n    def strip(self):\n        raise ValueError('odd')\n"
        + "TYPE = made('loan', description=Odd('x'))",
        "{module}:TYPE",
        "is no valid RequestType: ValueError: odd",
    ),
    "a module that ends the program": (
        "raise SystemExit(0)",
        "{module}:TYPE",
        "cannot be imported: SystemExit: 0",
    ),
    "no meaning": (
        GOOD + "TYPE = made('loan', approved_means=' ')",
        "{module}:TYPE",
        "must say what it is for, and what approved and rejected mean",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_entry_point_is_refused_with_package_entry_point_and_reason(
    folder: Path, case: str
) -> None:
    text, value, reason = BROKEN[case]
    module = f"bank_broken_{[*BROKEN].index(case)}"
    value = value.format(module=module)
    write_package(folder, "acme-loans", {module: text}, loan=value)
    types, broken = read(folder)
    named = f"The entry point loan ({value}) of the package acme-loans "
    assert (types, broken) == ((), [f"{named}{reason.format(module=module)}."])


TEXTS = ("name", "description", "queue", "policy_key", "approved_means", "rejected_means")


@pytest.mark.parametrize("field", [*TEXTS, "fact_schema", "example", "needs", "facts", "payload"])
def test_each_field_that_is_none_is_refused_in_one_sentence(folder: Path, field: str) -> None:
    module = f"bank_none_{field}"
    text = GOOD + f"TYPE = replace(made('loan'), {field}=None)"
    write_package(folder, "acme-loans", {module: text}, loan=f"{module}:TYPE")
    types, (said,) = read(folder)
    assert types == ()
    assert said.startswith(f"The entry point loan ({module}:TYPE) of the package acme-loans ")
    assert said.count(". ") == 0


def test_a_package_has_one_name_however_it_is_spelt(folder: Path) -> None:
    texts = {f"bank_spelt_{n}": GOOD + f"TYPE = made('loan_{n}')\n" for n in "cd"}
    for name, (module, text) in zip(("Acme_Loans", "acme.loans"), texts.items(), strict=True):
        write_package(folder, name, {module: text}, **{f"loan_{module[-1]}": f"{module}:TYPE"})
    found, broken = read(folder)
    assert ([known.package for known in found], broken) == (["acme-loans"] * 2, [])


def test_an_import_that_takes_long_says_which_package_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(packages, "SAY_AFTER_S", 0.05)
    # It waits until the sentence is there; without one it gives up.
    waits = (
        "import sys, time\nuntil = time.monotonic() + 20\n"
        "while 'acme-slow' not in sys.stderr.getvalue():\n"
        "    assert time.monotonic() < until, 'not a word'\n    time.sleep(0.01)\n"
    )
    text = f"{waits}{GOOD}TYPE = made('slow')\n"
    write_package(folder, "acme-slow", {"bank_slow": text}, slow="bank_slow:TYPE")
    _, broken = read(folder)
    named = "The entry point slow (bank_slow:TYPE) of the package acme-slow"
    assert (broken, capsys.readouterr().err) == ([], f"bankagent: {named} is still imported.\n")


def test_a_name_of_bankagent_s_own_is_refused(folder: Path) -> None:
    text = GOOD + "TYPE = made('trade_review')\n"
    write_package(folder, "acme-loans", {"bank_ours": text}, trade_review="bank_ours:TYPE")
    _, (said,) = read(folder)
    assert said.endswith("has the name of a request type that bankagent has already.")


def test_one_name_in_two_packages_is_refused_and_both_are_left_out(folder: Path) -> None:
    text = GOOD + "TYPE = made('loan_b')\n"
    write_package(folder, "acme-a", {"bank_first": text}, loan_b="bank_first:TYPE")
    write_package(folder, "acme-b", {"bank_second": text}, loan_b="bank_second:TYPE")
    types, (said,) = read(folder)
    assert types == ()
    assert "has the name of a request type that acme-" in said


def test_packages_are_read_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("zeta", "acme", "middle"):
        module = f"bank_ordered_{name}"
        write_package(folder, name, {module: ""}, **{f"{name}_loan": f"{module}:TYPE"})
    names = [point.dist.name for point in packages.installed() if point.dist]
    assert [name for name in names if name in ("zeta", "acme", "middle")] == [
        "acme",
        "middle",
        "zeta",
    ]


def test_a_program_does_not_start_without_the_types_of_a_broken_package() -> None:
    fault = CannotRun("The entry point x of the package y cannot be imported.")
    with pytest.raises(CannotRun) as refused:
        catalog.refuse_broken_packages([fault])
    assert refused.value is fault
    catalog.refuse_broken_packages([])
