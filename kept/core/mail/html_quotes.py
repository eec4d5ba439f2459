"""Where the HTML of a mail itself says that the quote begins, or the signature.

Mail programs put what they quote into elements that they mark for themselves, by a class, an id
or a style that no person writes. That says it in every language. The marks go through cleaning
as one character of text, and are taken out of whatever is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

QUOTE = "\ue0f1"
SIGNATURE = "\ue0f2"
_MARKS = str.maketrans("", "", QUOTE + SIGNATURE)

# What stands in the tag of the element that holds a quote, or of the rule above it.
_QUOTES = (
    "gmail_quote",  # Gmail
    "gmail_attr",
    "divRplyFwdMsg",  # Outlook on the web, and the new one
    "appendonsend",
    "OLK_SRC_BODY_SECTION",  # Outlook for Mac
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "stopSpelling",  # Hotmail
    "yahoo_quoted",
    "yahoo-quoted",
    "yQTDBase",
    "ymail_android_quote",
    "moz-cite-prefix",  # Thunderbird
    "moz-forward-container",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",  # Zoho
    "zwchr",  # Zimbra
    "reply-intro",  # Roundcube
    "messageReplySection",  # Spark
    "front-blockquote",
    "missive_quote",
    "ntes-mailmaster-quote",  # NetEase
    "mail_quote_",  # BlueMail and others
    "quoted-text-",
    'name="quote"',  # GMX, WEB.DE
    'id="quote_ref"',
    "quote-header",
    "mobile-quote",
)
# Outlook on a desktop marks by a thin line above the header of the quoted mail, and in no other
# way: grey of one shade or another, one point, above only.
_LINE_ABOVE = re.compile(
    r"border-top:\s?(?:solid\s(?:#?\w{3,10}|rgb\([^)]*\))\s1(?:\.0)?pt|1pt\ssolid)|"
    r"border-style:\s?solid none none",
    re.I,
)
_LINE_HINTS = (
    "border-top:solid",
    "border-top: solid",
    "border-top:1pt",
    "border-top: 1pt",
    "solid none none",
)
_HEADER_BELOW = re.compile(
    r"<(?:b|strong)\b[^>]*>(?:\s|<[^>]*>)*[^<>:：]{1,30}[:：]|[:：]\s*</(?:b|strong)>", re.I
)
_SIGNATURES = (
    "gmail_signature",
    "moz-signature",
    "protonmail_signature_block",
    "ms-outlook-mobile-signature",
    'id="Signature"',
    'id="ms-outlook-signature"',
    "AppleMailSignature",
    "composer_signature",
    "ymail_android_signature",
    "yahoo_signature",
    "zmail_signature",
    "mb_sig",
    "bloop_sign",  # Airmail
    "x_Signature",
    "io-ox-signature",
    "messageSignatureSection",  # Spark
    "front-signature",
    "sh-signature",  # Superhuman
    "k9mail-signature",
    "__SIG_POST__",  # Zimbra
)
_NAMED = re.compile(r"(?:div|blockquote|hr|span|section|p|table|td|br)\b", re.I)
_MOST_TRIES = 20
_NEAR = 1_500
"""Characters below a thin line in which a quoted header must begin."""


def marked(markup: str) -> str:
    """The HTML with one mark where its quote begins, and one where its signature does."""
    markup = unmarked(markup)
    places = [
        (place, mark)
        for place, mark in (
            (_first(markup, _QUOTES, _line_above(markup)), QUOTE),
            (_first(markup, _SIGNATURES, None), SIGNATURE),
        )
        if place is not None
    ]
    for place, mark in sorted(places, reverse=True):
        markup = markup[:place] + mark + markup[place:]
    return markup


def unmarked(text: str) -> str:
    """The text without any mark."""
    return text.translate(_MARKS) if QUOTE in text or SIGNATURE in text else text


def _first(markup: str, hints: tuple[str, ...], found: int | None) -> int | None:
    """Where the first element that one of the hints marks begins, inside of it."""
    for hint in hints:
        end = len(markup) if found is None else found
        for at in _places(markup, hint, end):
            inside = _inside(markup, at)
            if inside is not None:
                found = inside if found is None else min(found, inside)
                break
    return found


def _places(markup: str, hint: str, end: int) -> Iterator[int]:
    at = markup.find(hint, 0, end)
    tries = 0
    while at >= 0 and tries < _MOST_TRIES:
        yield at
        tries += 1
        at = markup.find(hint, at + len(hint), end)


def _inside(markup: str, at: int) -> int | None:
    """The end of the tag that `at` stands in; None if it stands in text, or in another tag."""
    start = markup.rfind("<", max(0, at - _NEAR), at)
    if start < 0 or not _NAMED.match(markup, start + 1) or ">" in markup[start:at]:
        return None
    end = markup.find(">", at)
    return end + 1 if end >= 0 else None


def _line_above(markup: str) -> int | None:
    if not any(hint in markup for hint in _LINE_HINTS):
        return None
    for count, line in enumerate(_LINE_ABOVE.finditer(markup)):
        inside = _inside(markup, line.start())
        if inside is not None and _HEADER_BELOW.search(markup, inside, inside + _NEAR):
            return inside
        if count == _MOST_TRIES:
            break
    return None
