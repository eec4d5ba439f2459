"""Replies and bounces: what Kept finds beside the libraries that do the same and are installed."""

from __future__ import annotations

import csv
import importlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

from bench.mail_reading import Tally, as_text, read, squeezed
from kept.core.mail import split_reply

_HARMLESS = ("feedback", "vacation", "delivered")
# Who a report says was not reached, by the fields of a standard, else by the copy that came back.
_ALONE = re.compile(r"^[ \t]*<?([^\s<>]+@[^\s<>]+)>?:?[ \t]*\r?$", re.M)  # a line of its own
_SAID = (
    re.compile(r"^(?:final|original|x-actual)-recipient:(.*)$|^x-failed-recipients:(.*)$",
               re.I | re.M),
    re.compile(r"^(to):(.*)$", re.I | re.M),
)  # fmt: skip
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")

Tool = Callable[[str], str]


def tools() -> dict[str, Tool]:
    """Kept, and each library for the same job that is installed here."""
    found: dict[str, Tool] = {"kept": lambda text: split_reply(text).reply}
    for name, module, call in (
        ("mail-parser-reply", "mailparser_reply", _mail_parser_reply),
        ("email-reply-parser", "email_reply_parser",
         lambda m: m.EmailReplyParser.parse_reply),
        ("talon", "talon.quotations", lambda m: m.extract_from_plain),
        ("quotequail", "quotequail", _quotequail),
    ):  # fmt: skip
        try:
            found[name] = call(importlib.import_module(module))
        except ImportError:
            print(f"{name} is not installed here: pip install {name}")
    return found


def _mail_parser_reply(module: Any) -> Tool:
    languages = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "da", "sv", "ja"]
    known = [one for one in languages if one in module.constants.MAIL_LANGUAGES]
    parser = module.EmailReplyParser(languages=known)

    def reply(text: str) -> str:
        found = parser.read(text).replies
        return str(found[0].body or "") if found else ""  # nearer to what is new than `content`

    return reply


def _quotequail(module: Any) -> Tool:
    def reply(text: str) -> str:
        found = module.unwrap(text)
        return str(found.get("text_top") or "") if found else text

    return reply


def replies(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Group, file, text of the mail, what is new in it."""
    if folder.parent.name == "email_reply_trimmer":
        for path in sorted((folder / "emails").glob("*.txt")):
            want = (folder / "trimmed" / path.name).read_text(errors="replace")
            yield "trimmer", path.name, path.read_text(errors="replace"), want
        return
    for row in map(json.loads, (folder / "expected.jsonl").read_text().splitlines()):
        path = folder / row["set"] / row["file"]
        equals = row["check"] in ("first_equals_stripped", "reply_0_body_equals")
        if not (equals or row["check"].startswith("visible_equals")) or not path.exists():
            continue
        text, want = path.read_text(errors="replace"), row["value"]
        if path.suffix == ".html":
            want = as_text(want)
        elif path.suffix == ".eml":
            mail = read(path.read_bytes())
            text = mail.text if mail else ""
        yield f"{row['set']}{path.suffix}", path.name, text, want


def _of_page(page: str) -> str:
    head = "From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n"
    mail = read(head.encode() + page.encode())
    return mail.reply_text if mail else ""


def _talon_of_page(page: str) -> str:
    """'' where its reader of HTML fails, as it does with newer versions of lxml."""
    try:
        return as_text(importlib.import_module("talon.quotations").extract_from_html(page))
    except Exception:
        return ""


def compare_replies(folder: Path, tally: Tally, libraries: dict[str, Tool]) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for group, name, text, want in replies(folder):
        table[group]["of"] += 1
        page = text if name.endswith(".html") else ""
        for tool, run in libraries.items():
            if page and tool == "kept":
                got = _of_page(page)  # as in a mail, whose HTML says where its quote begins
            elif page and tool == "talon":
                got = _talon_of_page(page) or run(as_text(page))
            else:
                got = run(as_text(page) if page else text)
            ok = squeezed(got) == squeezed(want)
            table[group][tool] += ok
            if tool == "kept":
                tally.note("reply", ok, f"{group} {name}", got, want)
    print("  " + "".join(f"{head:>20}" for head in ("", "of", *libraries)))
    for group, row in [*table.items(), ("all", sum(table.values(), Counter()))]:
        print(
            "  " + "".join(f"{cell:>20}" for cell in (group, row["of"], *map(row.get, libraries)))
        )


def bounces(folder: Path, tally: Tally) -> None:
    """Known, for whom and whether for good. Who: an address that a field of the report names."""
    flufl = _flufl()
    rows = csv.DictReader((folder / "expected.csv").read_text().splitlines())
    for row in rows:
        path = folder / "bounce" / row["file"]
        if row["index"] != "1" or row["reason"] in _HARMLESS or not path.exists():
            continue
        raw = path.read_bytes()
        mail, where, permanent = read(raw), f"sisimai {row['file']}", row["status"][:1] == "5"
        bounce = mail.bounce if mail else None
        named = _named(raw.decode("latin-1"))
        right_kind = bounce is not None and bounce.permanent == permanent
        right_one = bounce is not None and (not named or bounce.recipient.lower() in named)
        tally.note("known", bounce is not None, where, mail and mail.kind, row["reason"])
        if bounce is not None:
            tally.note("permanent", right_kind, where, bounce, (row["status"], row["reason"]))
            tally.note("recipient", right_one, where, bounce.recipient, sorted(named)[:5])
        tally.note("all three", right_kind and right_one, where, bounce, row["status"])
        if flufl is not None:
            temporary, final = flufl(message_from_bytes(raw))
            found = {a.decode().lower() for a in (final if permanent else temporary)}
            tally.note("flufl known", bool(temporary or final), where, "", "")
            tally.note("flufl all", bool(found & named if named else found), where, "", "")


def _named(text: str) -> set[str]:
    body = re.split(r"\r?\n\r?\n", text, maxsplit=1)[-1]
    for fields, part in ((_SAID[0], text), (_SAID[1], body)):
        lines = ("".join(groups) for groups in fields.findall(part))
        if found := {one.lower() for line in lines for one in _ADDRESS.findall(line)}:
            alone = _ALONE.findall(body) if part is body else []
            return found | {one.lower() for line in alone for one in _ADDRESS.findall(line)}
    return set()


def _flufl() -> Callable[[Any], tuple[set[bytes], set[bytes]]] | None:
    try:
        return importlib.import_module("flufl.bounce").all_failures  # type: ignore[no-any-return]
    except ImportError:
        print("flufl.bounce is not installed here: pip install flufl.bounce")
        return None


def ordinary(folder: Path, tally: Tally) -> None:
    rows = csv.DictReader((folder / "labels.csv").read_text().splitlines())
    for row in rows:
        if row["label"] == "ham":
            mail = read((folder / "mail" / Path(row["file"]).name).read_bytes())
            kind = mail.kind if mail else "refused"
            fine = kind in ("message", "mailing_list")
            tally.note("no false alarm", fine, f"ham {row['file']}", kind, mail and mail.subject)
