"""Who asks: callers are programs, reviewers are people."""

from dataclasses import dataclass

WRITE = "requests:write"
READ = "requests:read"
READ_ALL = "requests:read_all"
OPERATE = "operate"

# Each scope with what it lets a caller do, as keys' owners and the docs read it.
SCOPES = {
    WRITE: "make requests, have them processed, correct and cancel its own",
    READ: "read its own requests and their trails",
    READ_ALL: "read everybody's requests and their trails",
    OPERATE: "cancel and requeue everybody's requests",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that asks; its name is the maker and actor of what it does."""

    name: str
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether it has this scope; who reads everything reads its own."""
        return scope in self.scopes or (scope == READ and READ_ALL in self.scopes)

    @property
    def sees(self) -> str | None:
        """The maker whose requests alone exist for this caller; None where it sees everybody's."""
        return None if READ_ALL in self.scopes else self.name

    @property
    def cancels(self) -> str | None:
        """The maker whose requests alone this caller may cancel; None where it is everybody's."""
        return None if OPERATE in self.scopes else self.name


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who votes; the role is what policies and colleagues know them by."""

    name: str
    role: str


ANONYMOUS = Caller("anonymous", frozenset(SCOPES))
