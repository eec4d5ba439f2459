"""A link whose words name another host says where it leads."""

from __future__ import annotations

import re
import time

import pytest

from kept.core.mail import sanitise
from kept.core.mail.links import with_targets


def shown(href: str, words: str) -> str:
    """What stands in brackets behind the link, '' if nothing."""
    html = with_targets(sanitise(f'<p><a href="{href}">{words}</a> and so on</p>'))
    found = re.search(r'<small class="target"> \((.*?)\)</small>', html)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("href", "words", "target"),
    [
        ("https://evil.example/x", "https://bank.example/login", "evil.example"),
        ("https://evil.example/x", "www.bank.example", "evil.example"),
        ("https://evil.example/x", "<b>bank</b>.example", "evil.example"),
        ("https://evil.example/x", "bank\u200b.example", "evil.example"),
        ("https://evil.example/x", "bank\u3002example", "evil.example"),
        ("https://bank.example@evil.example/", "https://bank.example", "evil.example"),
        ("https://bank.example.evil.example/", "bank.example", "bank.example.evil.example"),
        ("https:\\\\evil.example\\bank.example", "bank.example", "evil.example"),
        ("https://xn--pypal-4ve.com/", "paypal.com", "xn--pypal-4ve.com"),
        ("https://bank.example/", "https://bank.example/", ""),
        ("https://www.bank.example/a?b=1", "bank.example", ""),
        ("https://bank.example/", "www.bank.example/a", ""),
        ("https://xn--caf-dma.example/", "café.example", ""),
        ("https://evil.example/", "Click here", ""),
        ("https://evil.example/", "report.", ""),
        ("https://evil.example/", "", ""),
        ("mailto:a@evil.example", "bank.example", ""),
    ],
)
def test_the_real_target_is_named(href: str, words: str, target: str) -> None:
    assert shown(href, words) == target


def test_what_was_written_is_left_as_it_was() -> None:
    clean = sanitise('<p>a<a href="https://a.example/">b</a>c</p><img src="https://t.example/x">')
    assert with_targets(clean) == clean


def test_many_links_take_no_time() -> None:
    html = '<a href="https://evil.example/">bank.example</a>' * 20_000
    began = time.monotonic()
    assert with_targets(html).count("(evil.example)") == 20_000
    with_targets('<a href="https://x.example/">' * 20_000)
    assert time.monotonic() - began < 2
