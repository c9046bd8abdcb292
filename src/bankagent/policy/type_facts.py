"""Facts of a table beside those that the code of its request types finds.

The facts file repeats what is declared in code. A fact that no code finds would keep all workers
from the type, and a rule on a word that no code says would never fire.
"""

from collections.abc import Iterator, Mapping

from bankagent.domain.fact import Fact
from bankagent.errors import Finding
from bankagent.policy.fact_schema import BOUNDS
from bankagent.policy.jdm import DecisionModel, FactSchema


def faults(model: DecisionModel, found: Mapping[str, Fact]) -> Iterator[Finding]:
    """Yield where the facts of a table are not those that the code finds.

    Each finding names the columns that test the fact, or the fact itself where none does.
    """
    columns = model.table.content.inputs
    for name, schema in model.facts().properties.items():
        names = [column.name for column in columns if column.field == name]
        places = [f"column {shown}" for shown in names] or [f"fact {name}"]
        for text in _faults(name, schema, found):
            yield from (Finding(place, text) for place in places)


def _faults(name: str, schema: FactSchema, found: Mapping[str, Fact]) -> Iterator[str]:
    fact = found.get(name)
    if fact is None:
        there = ", ".join(sorted(found))
        yield f"rests on the fact {name}, which no code finds; the facts are: {there}"
    elif schema.type != fact.type:
        yield f"takes {name} for {schema.type}; the code finds {fact.type}"
    else:
        yield from _words(name, schema, fact)
        yield from _bounds(name, schema, fact)


def _words(name: str, schema: FactSchema, fact: Fact) -> Iterator[str]:
    if fact.words is None and schema.enum is None:
        return
    given, there = list(map(str, schema.enum or ())), list(fact.words or ())
    if fact.words is None or schema.enum is None:
        needs = f"the enum {', '.join(there)}" if fact.words else f"the pattern {fact.pattern}"
        yield f"needs {needs} for {name}, as the code finds it"
        return
    said = f"the words of {name} are: {', '.join(there)}"
    unknown = [word for word in given if word not in there]
    missing = [word for word in there if word not in given]
    if unknown:
        yield f"names {', '.join(unknown)}, which the code never finds; {said}"
    if missing:
        yield f"leaves out {', '.join(missing)}, on which no rule could decide; {said}"


def _bounds(name: str, schema: FactSchema, fact: Fact) -> Iterator[str]:
    declared = {"minimum": fact.minimum, "maximum": fact.maximum, "exclusive_minimum": fact.above}
    for bound, shown in BOUNDS.items():
        there = declared.get(bound)
        if getattr(schema, bound) != there:
            needs = f"needs {shown} {there}" if there is not None else f"must have no {shown}"
            yield f"{needs} for {name}, as the code finds it"
    if fact.words is None and schema.pattern != fact.pattern:
        yield f"needs the pattern {fact.pattern} for {name}, as the code finds it"
