"""Against forgery of forms (CSRF): a form counts only if a page of this board made it for this very browser.

Every form carries ``csrf_token``, an HMAC under the token of the session's cookie; before somebody signs in, under
that of a cookie of its own that every visit gets and that never becomes a session. Nothing is signed with a secret of
the server: who does not know the cookie cannot make the token, and the token does not give the cookie away. Cookies
are ``SameSite=Strict``, and where a browser says where a form came from, another site is refused too.
"""

import hmac
from urllib.parse import urlsplit

from flask import Response, g, request
from markupsafe import Markup

from bulletin_board.committee.accounts.tokens import is_token, new_token

FIELD = "csrf_token"
VISIT_COOKIE = "suarasah_visit"
PATH = "/committee"
_VISIT = "committee_visit"
_BEARER = "committee_bearer"


def bind_forms_to(token: str) -> None:
    """Forms of this request belong to the session of this token."""
    setattr(g, _BEARER, token)


def form_token(bearer: str) -> str:
    """What forms carry for a cookie's token: 64 hex digits."""
    return hmac.digest(bearer.encode(), b"suarasah committee form", "sha256").hex()


def csrf_field() -> Markup:
    """The hidden field of every form; in templates ``{{ csrf_field() }}``."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(_bearer()))


def is_forged() -> bool:
    """Whether the form of this request was not made by us for this browser."""
    if _is_foreign():
        return True
    bearer = g.get(_BEARER) or _visit()
    if bearer is None:
        return True
    return not hmac.compare_digest(form_token(bearer).encode(), request.form.get(FIELD, "").encode())


def keep_visit(response: Response) -> Response:
    """Give the browser the cookie that a form on this page needs."""
    token = g.get(_VISIT)
    if token is not None:
        set_cookie(response, VISIT_COOKIE, token)
    return response


def set_cookie(response: Response, name: str, token: str) -> None:
    """A cookie that ends with the browser and goes to the committee's pages alone."""
    response.set_cookie(name, token, path=PATH, httponly=True, samesite="Strict", secure=request.is_secure)


def _bearer() -> str:
    found = g.get(_BEARER) or g.get(_VISIT) or _visit()
    if found is None:
        found = new_token()
        setattr(g, _VISIT, found)
    return str(found)


def _visit() -> str | None:
    token = request.cookies.get(VISIT_COOKIE, "")
    return token if is_token(token) else None


def _is_foreign() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    # A page on a LAN without https: browsers send the origin alone.
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).hostname != urlsplit(f"//{request.host}").hostname
