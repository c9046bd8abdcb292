"""Callers, which are programs, and reviewers, who are people."""

from dataclasses import dataclass

WRITE = "requests:write"
READ = "requests:read"
READ_ALL = "requests:read_all"
OPERATE = "operate"
# The role of the reviewers who write and activate policies; checked_person has it too.
COMPLIANCE = "compliance"

# Each scope with the actions that it allows, as owners of keys and the API description read it.
SCOPES = {
    WRITE: "make requests, have them processed, correct and cancel its own, store portfolio "
    "snapshots and documents, and withdraw its own documents",
    READ: "read its own requests, audit trails, portfolio snapshots and documents, and documents "
    "of the house",
    READ_ALL: "read all requests, audit trails, portfolio snapshots and documents",
    OPERATE: "cancel and requeue all requests, and withdraw all documents",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that calls the API; its name is the maker and actor of its requests."""

    name: str
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether it has this scope; requests:read_all includes requests:read."""
        return scope in self.scopes or (scope == READ and READ_ALL in self.scopes)

    @property
    def sees(self) -> str | None:
        """The only maker whose requests this caller sees; None where it sees all."""
        return None if READ_ALL in self.scopes else self.name

    @property
    def cancels(self) -> str | None:
        """The only maker whose requests this caller may cancel; None where it may cancel all."""
        return None if OPERATE in self.scopes else self.name


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who votes; the role is the one that policies name, such as compliance."""

    name: str
    role: str

    @property
    def sees(self) -> None:
        """No maker: a reviewer reads all requests."""
        return


ANONYMOUS = Caller("anonymous", frozenset(SCOPES))
