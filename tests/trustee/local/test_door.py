"""Who gets into a key holder's page: whoever has its token, from this page and this machine alone."""

import re

from tests.trustee.page import (
    PASSPHRASE,
    PORT,
    TOKEN,
    HolderBrowser,
    NewBrowser,
)


def routes(browser: HolderBrowser) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r"<[^>]+>", "1", str(rule)))
        for rule in browser.app.url_map.iter_rules()
        if rule.endpoint not in ("start", "look.static")
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]


def test_without_the_token_there_is_nothing(new_browser: NewBrowser) -> None:
    browser = new_browser(created=False, start=False)
    assert len(routes(browser)) > 25
    for method, route in routes(browser):
        answer = browser.client.open(route, method=method, base_url=f"http://127.0.0.1:{PORT}")
        assert answer.status_code == 403, (method, route)
    assert browser.get("/start/" + "u" * 43).status_code == 403


def test_the_token_works_once_and_other_names_or_pages_do_not(new_browser: NewBrowser) -> None:
    browser = new_browser(created=False)
    assert browser.app.test_client().get(f"/start/{TOKEN}", base_url=f"http://127.0.0.1:{PORT}").status_code == 403
    assert browser.client.get("/file", base_url=f"http://evil.example:{PORT}").status_code == 421
    assert browser.get("/file").headers["Cache-Control"] == "no-store"
    fields: dict[str, object] = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "noted": "yes"}
    assert browser.post("/file/new", fields, token=False).status_code == 400
    foreign = browser.client.post(
        "/lock", base_url=f"http://127.0.0.1:{PORT}", headers={"Sec-Fetch-Site": "cross-site"}, data={}
    )
    assert foreign.status_code in (400, 403)
    assert not browser.desk.path.exists()


def test_every_form_has_its_token_checked(new_browser: NewBrowser) -> None:
    browser = new_browser()
    posts = [route for method, route in routes(browser) if method == "POST"]
    assert len(posts) > 15
    for route in posts:
        assert browser.post(route, {}, token=False).status_code == 400, route
