"""Reading the mails of the sets, and telling whether two readings are the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kept.core.mail import Incoming, html_to_text, sanitise, understand

_NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_NOT_WORDS = re.compile(r"<?\b(?:https?|mailto):\S+|<[^<>]*>|\[[^\[\]]*\]")
_ALIKE = 0.95


# Differences in which we find Kept's reading the better one, and why; nobody else judged them.
JUDGED = {
    "zammad mail018: subject": "labelled UTF-7, and it is",
    "zammad mail018: text": "labelled UTF-7, and it is",
    "zammad mail021: text": "UTF-8 but for two bytes; they read the Russian in it as Latin-2",
    "zammad mail025: text": "a file written into the text is a file",
    "zammad mail025: files": "a file written into the text is a file",
    "zammad mail026: text": "they show the title of the page for its text",
    "zammad mail054: text": "the text is there; they find none",
    "zammad mail062: text": "the text goes on in two more pieces of HTML; they make files of them",
    "zammad mail062: files": "the text goes on in two more pieces of HTML; they make files of them",
    "zammad mail064: names": "the name is UTF-8; they show its bytes",
    "zammad mail071: from": "they show words for an address",
    "zammad mail072: text": "the plain text says it; they read its accents wrongly",
    "zammad mail073: names": "they give a letter up",
    "zammad mail085: text": "the plain text says it; they show the first piece of the HTML",
    "zammad mail085: files": "HTML that is shown is no file",
    "zammad mail087: from": "they show words for an address",
    "zammad mail087: files": "a part without a byte is no file",
    "zammad mail102: names": "they change the name of the second of two",
    "stalwart legacy/049.eml: text": "the parts are there; they show them as text",
    "stalwart legacy/049.eml: files": "the parts are there; they show them as text",
    "stalwart legacy/034.eml: subject": "it is UTF-7; another set expects our reading",
    "stalwart malformed/020.eml: text": "they show the markup and the headers of a part",
    "stalwart malformed/021.eml: text": "they show the markup and the headers of a part",
    "stalwart rfc/003.eml: files": "the same text again is no file",
    "zbateson m1009.txt: files": "a text that has the name of a file is kept as one",
    "zbateson m1011.txt: text": "what is labelled UTF-7 says just this",
    "zbateson m4002.txt: files": "a signature that cannot be checked is kept as a file",
    "trimmer embedded_email_7.txt: reply": "the embedded mail is quoted, and words stand below it",
    "trimmer spam_1.txt: reply": "nothing but quotes: shown, rather than an empty mail",
    "crisp.txt email_emoji.txt: reply": "what follows the dash is a signature",
    "mailparser_reply.txt email_nl_1_2.txt: reply": "the rule belongs to the quote below it",
    "talon.html test_gmail_quote_blockquote.html: reply": "Gmail says itself that it is a quote",
    "talon.html test_from_block_and_quotations_in_separate_divs.html: reply": (
        "the rule belongs to the quote below it"
    ),
    "talon.eml iphone.eml: reply": "the phone signs; the person said Hello",
    "sisimai lhost-gmail-08.eml: permanent": "it says that it will be tried again",
    "sisimai lhost-kddi-01.eml: recipient": "it names this address; they the header's",
    "sisimai lhost-opensmtpd-03.eml: recipient": "it names this address; they the header's",
    "sisimai lhost-opensmtpd-04.eml: permanent": "it says that it is a temporary failure",
    "sisimai lhost-opensmtpd-12.eml: permanent": "its own code begins with 4",
    "sisimai lhost-opensmtpd-15.eml: permanent": "its own code begins with 4: no answer in time",
    "sisimai lhost-opensmtpd-16.eml: permanent": "its own code begins with 4: no answer in time",
    "sisimai lhost-sendmail-14.eml: known": "a person passes a failure on, and writes above it",
    "sisimai lhost-sendmail-25.eml: recipient": "they leave the address encoded",
    "sisimai lhost-sendmail-56.eml: permanent": "its own code begins with 5",
    "sisimai lhost-v5sendmail-03.eml: recipient": "the server's words; they the header, mistyped",
    "sisimai lhost-x1-02.eml: recipient": "it names this address; they the header's",
}


@dataclass
class Tally:
    """How often each thing was right, and where it was not."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    judged: int = 0
    differences: list[str] = field(default_factory=list)

    def note(self, what: str, ok: bool, where: str, got: object, want: object) -> None:
        self.total[what] += 1
        self.right[what] += ok
        if not ok:
            reason = JUDGED.get(f"{where}: {what}")
            self.judged += reason is not None
            lines = [f"{where}: {what}", f"got  {got!r:.300}", f"want {want!r:.300}"]
            lines += [f"Kept's is better: {reason}"] if reason else []
            self.differences.append("\n    ".join(lines))


def read(raw: bytes) -> Incoming | None:
    found = understand(raw, mail_from=None, rcpt_to=(), received_at=_NOW, own_addresses=frozenset())
    return found if isinstance(found, Incoming) else None


def squeezed(text: str) -> str:
    return "".join(text.split())


def alike(one: str, other: str) -> bool:
    """Whether two renderings are the same text: links and the names of pictures don't count."""
    if squeezed(one) == squeezed(other):
        return True
    if "\ufffd" in other:  # the other reading gave characters up
        one, other = (re.sub(r"[^\x00-\x7f]+", " ", text) for text in (one, other))
    a, b = (Counter(_WORD.findall(_NOT_WORDS.sub(" ", text))) for text in (one, other))
    return 2 * (a & b).total() >= _ALIKE * (a.total() + b.total())


def as_text(markup: str) -> str:
    return html_to_text(sanitise(markup))


def same_text(mail: Incoming, want: str) -> bool:
    return alike(mail.text, want) or alike(html_to_text(mail.html), want)


def same_subject(got: str, want: str) -> bool:
    """Where an expectation gave a character up (U+FFFD), whatever we read there fits."""
    pattern = re.escape(squeezed(want)).replace("\ufffd", ".{1,2}")
    return re.fullmatch(pattern, squeezed(got)) is not None
