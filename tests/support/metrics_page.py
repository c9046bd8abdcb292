"""What a metrics page says, by name and labels."""

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


def families(text: str) -> list[Metric]:
    return list(text_string_to_metric_families(text))


class Page:
    """One reading of a page; what is not there counts as 0."""

    def __init__(self, text: str) -> None:
        self.values: Values = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families(text)
            for sample in family.samples
        }

    def __call__(self, name: str, **labels: str) -> float:
        return self.values.get((f"bankagent_{name}", frozenset(labels.items())), 0)

    def has(self, name: str) -> bool:
        return any(found == f"bankagent_{name}" for found, _ in self.values)
