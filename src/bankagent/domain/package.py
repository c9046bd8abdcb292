"""Packages of a bank as `migrate` stores them: the rows of their request types and policies."""

from dataclasses import dataclass

from bankagent.domain.exact_json import JsonObject


@dataclass(frozen=True, slots=True)
class ShippedPackage:
    """One package: its name, and the items of ship_package.

    `types` have name, queue, policy_key and description; `policies` have key, version, description,
    table_json and examples_csv.
    """

    name: str
    types: tuple[JsonObject, ...]
    policies: tuple[JsonObject, ...]
