"""What a screen shows to people who need it larger, narrower, or read to them (WCAG 2.2 AA)."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from voter_client.web.build import WEB, find_node, install

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_LOST = """
() => {
  const lost = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) lost.push(`the page scrolls sideways by ${wide} px`);
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    // What is for screen readers alone is one pixel large.
    if (box.width <= 1 || box.height <= 1 || style.visibility === "hidden" || element.closest("svg")) continue;
    // A text field scrolls within itself.
    if (element.closest(".skip") || element.tagName === "INPUT") continue;
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    const words = (element.textContent || "").trim().slice(0, 40);
    const cut = style.overflowX === "hidden" || style.overflowX === "clip";
    if (cut && element.scrollWidth > element.clientWidth + 1) lost.push(`cut off: ${words}`);
    if (!own) continue;
    let scrolls = false;
    for (let parent = element; parent; parent = parent.parentElement) {
      const overflow = getComputedStyle(parent).overflowX;
      scrolls ||= parent !== document.documentElement && (overflow === "auto" || overflow === "scroll");
    }
    if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) lost.push(`outside: ${words}`);
  }
  return lost;
}
"""


@cache
def _axe() -> str:
    script = WEB / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        install(find_node())
    return script.read_text("utf-8")


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now, one line for each rule and element."""
    # Evaluated and not added to the page, whose policy allows no foreign script.
    page.evaluate(_axe())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    result: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['html'][:200]} ({node['failureSummary'][:300].replace(chr(10), ' ')})"
        for each in result["violations"]
        for node in each["nodes"]
    ]


def reflow_findings(page: Page) -> list[str]:
    """What is cut off, outside of the page or scrolled to sideways: 320 px wide, and 360 px wide at 200 % text."""
    size = page.viewport_size
    assert size is not None
    findings = []
    page.set_viewport_size({"width": 320, "height": 640})
    findings += [f"320 px: {each}" for each in page.evaluate(_LOST)]
    page.set_viewport_size({"width": 360, "height": 640})
    page.evaluate(
        "() => { const root = document.documentElement;"
        " root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`; }"
    )
    findings += [f"200 % text: {each}" for each in page.evaluate(_LOST)]
    page.evaluate("() => document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(size)
    return findings


_FOCUS = """
() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const box = focused.getBoundingClientRect();
  // A radio button stands invisibly on its label, a file field in its.
  const seen = (focused.closest("label") ?? focused).getBoundingClientRect();
  const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const visible = spots.some(([x, y]) => {
    const at = document.elementFromPoint(seen.left + seen.width * x, seen.top + seen.height * y);
    return at !== null && (focused.contains(at) || (focused.closest("label")?.contains(at) ?? false));
  });
  return { name: `${focused.tagName} ${(focused.textContent || focused.id).trim().slice(0, 40)}`, visible,
    place: `${box.left},${box.top + scrollY}` };
}
"""
_MOST_STOPS = 40


def focus_findings(page: Page) -> list[str]:
    """What has the keyboard's focus and is hidden all the same, under a bar that stands still (WCAG 2.4.11)."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 360, "height": 640})
    hidden: list[str] = []
    seen: set[str] = set()
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(_FOCUS)
        if stop is None or stop["name"] + stop["place"] in seen:
            break
        seen.add(stop["name"] + stop["place"])
        if not stop["visible"]:
            hidden.append(f"hidden focus: {stop['name']}")
    page.evaluate("document.activeElement?.blur()")
    page.set_viewport_size(size)
    return hidden


def accessibility_findings(page: Page) -> list[str]:
    """All findings of all kinds, in light and in dark."""
    findings = reflow_findings(page) + focus_findings(page) + axe_findings(page)
    page.emulate_media(color_scheme="dark")
    findings += [f"dark: {each}" for each in axe_findings(page)]
    page.emulate_media(color_scheme="light")
    return findings
