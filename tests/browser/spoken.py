"""What a screen reader finds on a page, in the order in which it reads: Chromium's own accessibility tree."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_SILENT = {"InlineTextBox", "LineBreak", "none", "generic", "paragraph", "ListMarker", "LayoutTable"}
_LEAVES = {"button", "link", "textbox", "radio", "checkbox", "image", "img", "heading", "DisclosureTriangle", "summary"}
"""What is read as one piece: its name is made of what is in it."""
_CONTROLS = {"button", "link", "textbox", "radio", "checkbox", "DisclosureTriangle"}
_NOT_WORDS = r"\{\w+\}|\bundefined\b|\bnull\b|\bNaN\b|\[object"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One piece: its role (``text`` for plain text), its name, and states such as ``checked`` or ``current``."""

    role: str
    name: str
    states: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([f"{self.role}: {self.name}", *self.states])


def spoken(page: Page) -> list[Spoken]:
    """Everything that is read, from the first piece to the last."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    pieces: list[Spoken] = []

    def read(node: dict[str, Any]) -> None:
        role = str(node.get("role", {}).get("value", ""))
        name = " ".join(str(node.get("name", {}).get("value", "")).split())
        if not node.get("ignored") and role not in _SILENT and role not in ("RootWebArea", "WebArea"):
            if role == "StaticText":
                if name:
                    pieces.append(Spoken("text", name))
            else:
                pieces.append(Spoken(role, name, _states(node)))
        if node.get("ignored") or role not in _LEAVES:
            for child in node.get("childIds", []):
                if child in by_id:
                    read(by_id[child])

    read(next(node for node in nodes if "parentId" not in node))
    return pieces


def said(page: Page) -> list[str]:
    """What is heard between the beginning of the page's main part and its end, without what has no name."""
    pieces = spoken(page)
    start = next(place for place, piece in enumerate(pieces) if piece.role == "main")
    return [str(piece) for piece in pieces[start + 1 :] if piece.name]


def spoken_findings(page: Page) -> list[str]:
    """What makes no sense to somebody who only listens."""
    pieces = spoken(page)
    findings = []
    roles = [piece.role for piece in pieces]
    if roles[:1] != ["link"]:
        findings.append("the first thing is not the link to the content")
    if roles.count("main") != 1 or roles.count("banner") != 1:
        findings.append("the page is not one banner and one main part")
    elif "heading" not in roles[roles.index("main") :]:
        findings.append("the main part has no heading")
    controls = [piece for piece in pieces if piece.role in _CONTROLS]
    findings += [f"without a name: {piece.role}" for piece in controls if piece.name == ""]
    named = [(piece.role, piece.name) for piece in controls]
    # Two elections may have one name; their links are the board's business.
    twice = {(role, name) for role, name in named if named.count((role, name)) > 1 and role != "link"}
    findings += sorted(f"two of one name: {role} {name}" for role, name in twice)
    findings += [f"not in words: {piece}" for piece in pieces if re.search(_NOT_WORDS, piece.name)]
    return findings


def _states(node: dict[str, Any]) -> tuple[str, ...]:
    told = []
    for each in node.get("properties", []):
        value = each["value"].get("value")
        if each["name"] in ("checked", "pressed", "expanded", "invalid") and value not in (False, "false"):
            told.append(each["name"])
    return tuple(told)
