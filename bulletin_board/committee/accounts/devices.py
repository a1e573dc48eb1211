"""Browsers: in words for the list of sessions, and remembered, so that a stranger cannot lock somebody out.

Whoever types wrong passwords for another's login name blocks that name. A browser in which its owner has signed in
before has a cookie that says so, and its failures are counted apart. The cookie opens nothing: it holds a random
number and its HMAC for the login name under the committee's key.
"""

import hmac
import re
import secrets

COOKIE = "suarasah_device"
YEAR_SECONDS = 365 * 24 * 3600
_FORM = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{64}")
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(user_agent: str) -> str:
    """The kind of a browser, such as ``Firefox, Android``; nothing else of what it says is kept."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or "?"


def remember_device(key: bytes, login: str) -> str:
    """A cookie for a browser in which ``login`` has signed in; ``key`` is the committee's."""
    number = secrets.token_hex(16)
    return f"{number}.{_mac(key, login, number)}"


def known_device(key: bytes, login: str, cookie: str) -> str:
    """The number in a cookie that is genuine for this login name; empty for any other."""
    if not _FORM.fullmatch(cookie):
        return ""
    number, _, mac = cookie.partition(".")
    return number if hmac.compare_digest(mac, _mac(key, login, number)) else ""


def _mac(key: bytes, login: str, number: str) -> str:
    text = f"suarasah device {number} {login}".encode("utf-8", "surrogatepass")
    return hmac.digest(key, text, "sha256").hex()
