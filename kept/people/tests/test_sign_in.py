"""Signing in by link: whom a link opens the door for, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kept.conftest import NOW
from kept.people import sign_in
from kept.people.models import Customer

MAILED, REQUESTED = sign_in.MAILED, sign_in.REQUESTED
SECOND = timedelta(seconds=1)


def token(url: str) -> str:
    return url.rpartition("/sign-in-link/")[2]


def test_a_link_is_absolute_and_leads_to_its_page(customer: Customer) -> None:
    url = sign_in.link(customer, "/requests/7", at=NOW)
    assert url.startswith("http://127.0.0.1:8000/sign-in-link/")
    assert "camille" not in url
    opened = sign_in.opened(token(url), at=NOW)
    assert (opened.customer, opened.path, opened.over) == (customer, "/requests/7", False)


@pytest.mark.parametrize(
    ("requested", "after", "over"),
    [
        (False, MAILED, False),
        (False, MAILED + SECOND, True),
        (True, REQUESTED, False),
        (True, REQUESTED + SECOND, True),
    ],
)
def test_a_link_ends(customer: Customer, requested: bool, after: timedelta, over: bool) -> None:
    url = sign_in.link(customer, "/requests", requested=requested, at=NOW)
    assert sign_in.opened(token(url), at=NOW + after).over is over


def test_a_link_counts_from_now_where_nothing_else_is_said(customer: Customer) -> None:
    url = sign_in.link(customer, "/")
    assert not sign_in.opened(token(url), at=datetime.now(UTC)).over


def test_an_altered_link_is_not_ours(customer: Customer) -> None:
    good = token(sign_in.link(customer, "/requests", at=NOW))
    for place in range(len(good)):
        other = "A" if good[place] != "A" else "B"
        # the last letter of a signature has bits that mean nothing
        if place < len(good) - 1:
            with pytest.raises(sign_in.NotOursError):
                sign_in.opened(good[:place] + other + good[place + 1 :], at=NOW)


@pytest.mark.parametrize("salt", ["", "django.core.signing", "kept.other"])
def test_what_was_signed_for_another_purpose_opens_nothing(customer: Customer, salt: str) -> None:
    forged = signing.dumps([customer.pk, "/", int(NOW.timestamp()) + 60], salt=salt)
    with pytest.raises(sign_in.NotOursError):
        sign_in.opened(forged, at=NOW)


def test_the_link_of_a_customer_who_is_gone_opens_nothing(customer: Customer) -> None:
    url = sign_in.link(customer, "/", at=NOW)
    Customer.objects.filter(pk=customer.pk).delete()
    with pytest.raises(sign_in.NotOursError):
        sign_in.opened(token(url), at=NOW)


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    " /x",
    "/\t/evil.example",
    "\n//evil.example",
    "",
    "requests",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_link_leads_elsewhere(customer: Customer, path: str) -> None:
    assert not sign_in.own_path(path)
    with pytest.raises(ValueError, match="not a path of this desk"):
        sign_in.link(customer, path)


@pytest.mark.parametrize("path", ["/", "/requests", "/requests/7?x=1#message-2", "/policy#5"])
def test_own_paths_are_ours(path: str) -> None:
    assert sign_in.own_path(path)


@given(st.text(max_size=60))
def test_an_own_path_stays_on_this_desk(path: str) -> None:
    if sign_in.own_path(path):
        assert RequestFactory().get("/").build_absolute_uri(path).startswith("http://testserver/")


@given(st.text(max_size=120))
def test_no_text_is_a_link_by_chance(text: str) -> None:
    with pytest.raises(sign_in.NotOursError):
        sign_in.opened(text, at=NOW)


@pytest.mark.parametrize(
    ("key", "written_to"),
    [
        ("camille@maison-oriol.example", "Camille@maison-oriol.example"),
        ("c.roussel@example.org", "c.roussel@example.org"),
    ],
)
def test_mail_goes_to_the_spelling_that_is_known(
    customer: Customer, key: str, written_to: str
) -> None:
    customer.email = "Camille@maison-oriol.example"
    assert sign_in.mailbox(customer, key) == written_to
