"""Thousands of mails that nobody here wrote: each is read, and read rightly often enough.

The bars are what was measured, less a margin; they may only rise.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.core.mail import Incoming, Refused, language_of, split_reply
from kept.core.mail.tests.reading import read
from kept.core.mail.tests.test_fuzz import check

ROOT = Path(__file__).resolve().parents[4]
CORPORA = (ROOT / os.environ.get("KEPT_CORPORA", "../shared/data")).resolve()
MAIL_SETS = ("email_zammad", "email_discourse", "email_mime_fixtures", "email_mime_stalwart",
             "email_bounces_sisimai", "spam_email_raw")  # fmt: skip
NOT_MAIL = {".json", ".jsonl", ".csv", ".md"}

pytestmark = pytest.mark.skipif(
    not CORPORA.is_dir(), reason=f"no test material at {CORPORA}: set KEPT_CORPORA"
)


def mails(name: str) -> Iterator[tuple[Path, bytes]]:
    for path in sorted((CORPORA / name / "open").rglob("*")):
        if path.is_file() and path.suffix not in NOT_MAIL:
            yield path, path.read_bytes()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", MAIL_SETS)
def test_every_mail_is_read_or_refused_for_a_reason(name: str) -> None:
    count = 0
    for path, raw in mails(name):
        found = read(raw, mail_from=None)
        count += 1
        if isinstance(found, Refused):
            assert found.code in ("no_sender", "empty"), path
            continue
        assert bool(found.reply_text.strip()) == bool(found.text.strip()), path
        everything = (found.text, found.html, found.subject, found.quoted, found.sender.name)
        assert not any("\0" in text for text in everything), path
    assert count


def mutated(raw: bytes, pool: list[bytes], chance: random.Random) -> bytes:
    """The mail with some bytes changed, doubled, cut out, or taken from another mail."""
    data = bytearray(raw)
    for _ in range(chance.choice([1, 3, 10, 40])):
        at = chance.randrange(len(data) + 1)
        end = at + chance.choice([1, 2, 8, 100, 1_000])
        other = chance.choice(pool)
        start = chance.randrange(len(other) + 1)
        replacement = [b"", bytes(data[at:end]) * 2, chance.randbytes(1), other[start:][:300]]
        data[at:end] = chance.choice(replacement)
    return bytes(data)


def test_mutated_mails_are_read_or_refused_too() -> None:
    pool = [raw for name in MAIL_SETS[:5] for _, raw in mails(name) if len(raw) < 20_000]
    chance = random.Random(2026)
    for _ in range(1_500):
        check(mutated(chance.choice(pool), pool, chance))


def test_fields_of_real_mails() -> None:
    folder = CORPORA / "email_zammad" / "open"
    hits = {"subject": 0, "from": 0, "attachments": 0}
    total = 0
    for path in sorted((folder / "expected").glob("*.json")):
        want = json.loads(path.read_text())
        found = read((folder / "mail" / f"{path.stem}.eml").read_bytes(), mail_from=None)
        total += 1
        if isinstance(found, Refused):
            continue
        names = [
            file["filename"]
            for file in want.get("attachments", ())
            if not (file.get("preferences") or {}).get("content-alternative")
        ]
        hits["subject"] += squeezed(found.subject) == squeezed(want["subject"] or "")
        hits["from"] += found.sender.key == (want["from_email"] or "").lower()
        hits["attachments"] += sorted(names) == sorted(file.name for file in found.attachments)
    assert hits["subject"] >= 0.97 * total
    assert hits["from"] >= 0.95 * total
    assert hits["attachments"] >= 0.8 * total


def test_new_text_of_replies() -> None:
    folder = CORPORA / "email_reply_trimmer" / "open"
    right = total = 0
    for path in sorted((folder / "emails").glob("*.txt")):
        want = (folder / "trimmed" / path.name).read_text(errors="replace")
        reply = split_reply(path.read_text(errors="replace")).reply
        right += squeezed(reply) == squeezed(want)
        total += 1
    assert right >= 0.93 * total, f"{right} of {total}"


def test_bounces_are_known_and_ordinary_mail_is_not_one() -> None:
    folder = CORPORA / "email_bounces_sisimai" / "open"
    rows = list(csv.DictReader((folder / "expected.csv").read_text().splitlines()))
    known = total = right = 0
    for row in rows:
        path = folder / "bounce" / row["file"]
        harmless = row["reason"] in ("feedback", "vacation", "delivered")
        if row["index"] != "1" or harmless or not path.exists():
            continue
        total += 1
        found = read(path.read_bytes(), mail_from=None)
        if isinstance(found, Incoming) and found.bounce is not None:
            known += 1
            right += found.bounce.permanent == row["status"].startswith("5")
    assert known >= 0.98 * total
    assert right >= 0.96 * known


def test_people_are_not_taken_for_machines() -> None:
    folder = CORPORA / "spam_email_raw" / "open"
    rows = csv.DictReader((folder / "labels.csv").read_text().splitlines())
    ham = [folder / "mail" / Path(row["file"]).name for row in rows if row["label"] == "ham"]
    found = [read(path.read_bytes(), mail_from=None) for path in ham]
    wrong = [
        mail for mail in found
        if isinstance(mail, Incoming) and mail.kind in ("bounce", "auto_reply", "loop")
    ]  # fmt: skip
    assert len(wrong) <= 0.002 * len(ham)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_language_of_reviews(language: str) -> None:
    path = CORPORA / "triage_app_reviews_fr_en" / "open" / f"reviews_{language}.csv"
    texts = [
        row["text"]
        for row in csv.DictReader(io.StringIO(path.read_text()))
        if len(row["text"]) > 60
    ]
    found = [language_of(text) for text in texts]
    assert found.count(language) >= 0.97 * len(texts)
