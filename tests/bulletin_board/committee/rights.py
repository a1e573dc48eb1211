"""Who may do what on the committee's pages, written down by hand: what the views declare is compared with this.

A line has the methods and the address; ``!`` stands for an act that asks for the second factor again after ten minutes.
``{school}`` is ``/schools/<int:school>`` and ``{election}`` one of its elections.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Right:
    """Who reaches an address by a method: ``public``, ``account``, or a role; ``fresh``: see above."""

    who: str
    fresh: bool


_TABLE: Final = {
    "public": """
        GET POST    /invitation/<token>
        GET POST    /sign-in
    """,
    "account": """
        GET         /
        GET         /account
        POST        /account/name
        POST        /account/password
        POST!       /account/recovery-codes
        GET! POST!  /account/second-factor
        POST        /account/sessions/<name>/end
        POST        /account/sessions/end
        GET POST    /confirm
        POST        /sign-out
    """,
    "saksi": """
        GET         {school}/
        GET         {school}/elections/
        GET         {election}/
        GET         {election}/candidates
        GET         {election}/cards
        GET         {election}/close
        GET         {election}/day/c-hasil.pdf
        GET         {election}/day/minutes
        GET         {election}/day/minutes.pdf
        GET         {election}/day/turnout
        GET         {election}/keys
        GET         {election}/open
        GET         {election}/photos/<sha256>
        GET         {election}/preview
        GET         {election}/rehearsal
        GET         {election}/result
        GET         {election}/schedule
        GET         {election}/setup
    """,
    "committee": """
        GET         {school}/audit
        GET         {school}/audit.jsonl
        GET POST    {election}/candidates/<int:number>
        GET POST    {election}/candidates/<int:number>/pairs/<int:place>
        POST        {election}/candidates/<int:number>/pairs/<int:place>/remove
        POST        {election}/candidates/<int:number>/remove
        POST        {election}/cards
        POST        {election}/cards/list
        GET         {election}/cards/order
        POST        {election}/cards/replacement
        POST!       {election}/close
        POST        {election}/day/minutes
        POST        {election}/discard
        POST!       {election}/erase
        POST!       {election}/extension
        POST        {election}/keys/<int:place>/remove
        POST        {election}/keys/known
        POST        {election}/keys/makings
        POST        {election}/keys/observers
        POST        {election}/keys/singles
        POST!       {election}/open
        POST        {election}/rehearsal
        POST!       {election}/result
        POST        {election}/schedule
        POST!       {election}/setup
        GET POST    {school}/elections/new
        POST!       {school}/invitations
        POST        {school}/invitations/<int:number>/revoke
        GET         {school}/people
        POST!       {school}/people/<int:account>/remove
    """,
    "administrator": """
        GET         /audit
        GET         /audit.jsonl
        POST!       /invitations
        POST        /invitations/<int:number>/revoke
        GET         /people
        GET         /people/<int:account>
        POST!       /people/<int:account>/active
        POST!       /people/<int:account>/administrator
        POST!       /people/<int:account>/reset
        POST!       /people/<int:account>/roles
        GET POST    {school}/change
        GET POST    /schools/new
    """,
}


def rights() -> dict[tuple[str, str], Right]:
    """The right of each method and address under /committee."""
    school = "/schools/<int:school>"
    found: dict[tuple[str, str], Right] = {}
    for who, lines in _TABLE.items():
        for line in lines.split("\n"):
            *methods, address = line.split() or [""]
            path = "/committee" + address.replace("{election}", f"{school}/elections/<int:draft>").replace(
                "{school}", school
            )
            for method in methods:
                key = (method.rstrip("!"), path)
                assert key not in found, key
                found[key] = Right(who, method.endswith("!"))
    return found
