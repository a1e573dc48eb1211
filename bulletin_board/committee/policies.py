"""What every view of the committee declares about who may reach it.

    @routes.post("/schools/<int:school>/elections")
    @needs(Role.COMMITTEE)
    def create(school: int) -> ...:

``needs`` with :attr:`Role.COMMITTEE` or :attr:`Role.SAKSI` is for addresses with ``<int:school>``. A saksi only reads.
``fresh=True`` is for dangerous acts: the second factor must have been shown within ten minutes, else the page asks for
it and repeats the form (its files excepted). A view that declares nothing, or nonsense, keeps the board from starting;
:mod:`bulletin_board.committee.access` enforces the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask

BLUEPRINT = "committee"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
"""Requests that change nothing."""
_POLICY = "suarasah_policy"

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What somebody may do: everything on this board; run a school's elections; look on at a school."""

    ADMINISTRATOR = "administrator"
    COMMITTEE = "committee"
    SAKSI = "saksi"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do everything that the other may."""
        order = (Role.SAKSI, Role.COMMITTEE, Role.ADMINISTRATOR)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may reach a view: anybody (``public``), any account (no ``role``), or a role; ``fresh``: see above."""

    public: bool = False
    role: Role | None = None
    fresh: bool = False


class PolicyError(Exception):
    """A view says nothing or nonsense about who may reach it: a mistake in the program, found when the board starts."""

    code = "policy"


def needs(role: Role, *, fresh: bool = False) -> Callable[[View], View]:
    """For views that need a role: at the school of the address, or on the whole board."""
    return _marked(Policy(role=role, fresh=fresh))


def needs_account(*, fresh: bool = False) -> Callable[[View], View]:
    """For views that everybody may reach who has signed in: one's own account, the list of one's schools."""
    return _marked(Policy(fresh=fresh))


def public_route(view: View) -> View:
    """For the few views before signing in."""
    return _marked(Policy(public=True))(view)


def _marked(policy: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__dict__[_POLICY] = policy
        return view

    return mark


def policy_of(app: Flask, endpoint: str) -> Policy:
    """The policy of a view; :class:`PolicyError`."""
    found = app.view_functions[endpoint].__dict__.get(_POLICY)
    if not isinstance(found, Policy):
        raise PolicyError(f"{endpoint} has neither @needs nor @needs_account nor @public_route")
    return found


def check_policies(app: Flask) -> None:
    """:class:`PolicyError` unless every view of the committee says who may reach it, and where; saksi only read."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] != BLUEPRINT:
            continue
        policy = policy_of(app, rule.endpoint)
        scoped = "school" in rule.arguments
        if policy.role in (Role.COMMITTEE, Role.SAKSI) and not scoped:
            raise PolicyError(f"{rule} needs a role at a school and has no <int:school>")
        if policy.role is None and scoped:
            raise PolicyError(f"{rule} is about a school and needs no role there")
        if policy.role is Role.SAKSI and not (rule.methods or set()) <= set(SAFE_METHODS):
            raise PolicyError(f"{rule} would let a saksi change something")
