"""The auditor sees what is wrong, and only that."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from tests.audit import answers, dependencies

STRICT = (
    "default-src 'none'; script-src 'self' 'nonce-AAAAAAAAAAAAAAAAAAAAAA=='; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LETTER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
GOOD = {
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": STRICT,
    "cache-control": "private, no-store",
}


def test_good_headers_are_good() -> None:
    assert list(answers.of_headers(GOOD, private=True, page=True)) == []


@pytest.mark.parametrize("name", GOOD)
def test_each_header_is_missed(name: str) -> None:
    less = {key: value for key, value in GOOD.items() if key != name}
    assert len(list(answers.of_headers(less, private=True, page=True))) == 1


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        (STRICT, 0),
        (LETTER, 0),
        (STRICT + "; style-src 'unsafe-inline'", 1),
        (STRICT.replace("data:", "https://cdn.example"), 1),
        (STRICT.replace("img-src 'self'", "img-src *"), 1),
        (STRICT.replace("base-uri 'none'", ""), 1),
        (LETTER + "; script-src 'unsafe-inline'", 1),
    ],
)
def test_a_policy_that_allows_more_is_seen(policy: str, found: int) -> None:
    assert len(list(answers.of_policy(policy))) == found


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        ("sessionid=1; Secure; HttpOnly; SameSite=Lax", 0),
        ("sessionid=1; Secure; SameSite=Lax", 1),
        ("csrftoken=1; Secure; SameSite=Lax", 0),
        ("language=fr; SameSite=None; Secure", 1),
        ("language=fr; SameSite=Lax", 1),
    ],
)
def test_a_cookie_that_travels_is_seen(cookie: str, found: int) -> None:
    assert len(list(answers.of_cookies(SimpleCookie(cookie)))) == found


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<script src="/static/a.js"></script><a href="https://x.example">x</a>', 0),
        ('<script nonce="a">1</script><link rel="canonical" href="https://x.example/">', 0),
        ("<script>1</script>", 1),
        ("<style>p {}</style>", 1),
        ('<p onclick="x()" style="color: red">', 2),
        ('<img src="https://x.example/a.png">', 1),
        ('<form action="javascript:x()">', 1),
        ('<img src="//x.example/a.png"><img src="https://desk.example/a.png">', 1),
    ],
)
def test_what_a_page_runs_or_loads_is_seen(markup: str, found: int) -> None:
    assert len(list(answers.of_page(markup, "desk.example"))) == found


def test_a_package_without_version_or_hash_is_seen() -> None:
    text = "a==1 \\\n    --hash=sha256:00\nb>=2 \\\n    --hash=sha256:00\nc==3\n"
    assert list(dependencies.unpinned(text)) == [
        "b>=2 \\: not pinned to one version",
        "c==3: no hash",
    ]
