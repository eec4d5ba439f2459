"""`make mail-fields`: what Kept understands of real mails, beside what others expect or find.

    python -m bench.mail_fields [--differences] [SET …]    sets under KEPT_CORPORA

Fields (subject, sender, text, files and their names) against the sets' own expectations; the new
text of replies and bounces beside the libraries that do the same and are installed. Texts count
as equal when 95 % of their words are the same words: a set's rendering of HTML is its own.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

from bench.corpus import corpora
from kept.core.mail import Incoming, html_to_text, sanitise, split_reply, understand

_NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_NOT_WORDS = re.compile(r"<?\b(?:https?|mailto):\S+|<[^<>]*>|\[[^\[\]]*\]")
_ALIKE = 0.95
_HARMLESS = ("feedback", "vacation", "delivered")
# Who a report says was not reached, by the fields of a standard, else by the copy that came back.
_ALONE = re.compile(r"^[ \t]*<?([^\s<>]+@[^\s<>]+)>?:?[ \t]*\r?$", re.M)  # a line of its own
_SAID = (
    re.compile(r"^(?:final|original|x-actual)-recipient:(.*)$|^x-failed-recipients:(.*)$",
               re.I | re.M),
    re.compile(r"^(to):(.*)$", re.I | re.M),
)  # fmt: skip
# The names that the set's parser gave to files without one.
_INVENTED = re.compile(r"(?:file|image\d*|document\d*|video\d*|delivery-status)(?:\.\w+)?|[\d.]+")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass
class Tally:
    """How often each thing was right, and where it was not."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def note(self, what: str, ok: bool, where: str, got: object, want: object) -> None:
        self.total[what] += 1
        self.right[what] += ok
        if not ok:
            self.differences.append(
                f"{where}: {what}\n    got  {got!r:.300}\n    want {want!r:.300}"
            )


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


def names(mail: Incoming) -> list[str]:
    return sorted(file.name for file in mail.attachments)


def zammad(folder: Path, tally: Tally) -> None:
    for path in sorted((folder / "expected").glob("*.json")):
        want = json.loads(path.read_text())
        mail = read((folder / "mail" / f"{path.stem}.eml").read_bytes())
        where = f"zammad {path.stem}"
        files = [f for f in want.get("attachments", ())
                 if not (f.get("preferences") or {}).get("content-alternative")]  # fmt: skip
        if mail is None:
            tally.note("read", False, where, None, want.get("subject"))
            continue
        tally.note("subject", same_subject(mail.subject, want["subject"] or ""), where,
                   mail.subject, want["subject"])  # fmt: skip
        email = (want["from_email"] or "").lower()
        tally.note("from", mail.sender.key == email, where, mail.sender, email)
        text = want.get("body_text_derived") or as_text(want["body"])
        text = "" if text == "no visible content" else text
        tally.note("text", same_text(mail, text), where, mail.text, text)
        expected = sorted(f["md5"] for f in files)
        sums = sorted(_sum(file.content, expected) for file in mail.attachments)
        tally.note("files", sums == expected, where, names(mail), [f["filename"] for f in files])
        given = {f["filename"] for f in files if not _INVENTED.fullmatch(f["filename"])}
        tally.note("names", given <= set(names(mail)), where, names(mail), sorted(given))


def _sum(content: bytes, expected: list[str]) -> str:
    """MD5 of a file; the set took some from base64 text, and some from text with bare LF."""
    forms = content, base64.b64encode(content), content.replace(b"\r\n", b"\n")
    sums = [hashlib.md5(form).hexdigest() for form in forms]
    return next((one for one in sums if one in expected), sums[0])


def discourse(folder: Path, tally: Tally) -> None:
    for row in map(json.loads, (folder / "expected.jsonl").read_text().splitlines()):
        mail = read((folder / "mail" / row["file"]).read_bytes())
        want = row["value"]
        if mail is None or want.startswith(("generated", "(missing")):
            continue
        plain = re.sub(r"[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}", "", want)  # its Markdown of HTML
        reply = re.sub(r"[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}", "", mail.reply_text)
        got: dict[str, tuple[object, object]] = {
            "reply_text": (squeezed(reply), squeezed(plain)),
            "reply_contains": (want in mail.reply_text, True),
            "auto_generated": (mail.kind == "auto_reply", want == "true"),
            "is_bounce": (mail.bounce is not None, want == "true"),
            "bounce_type": (mail.bounce and mail.bounce.permanent, want == "hard"),
            "from_email": (mail.sender.email, want),
            "from_name": (mail.sender.name, want),
            "subject": (mail.subject, want),
            "message_id": (mail.message_id, want),
            "attachment_name": (want in names(mail), True),
            "attachment_count_min": (len(mail.attachments) >= int(want[:1] or 0)
                                     if want[:1].isdigit() else None, True),
            "attachment_size": (str(mail.attachments[0].size) if mail.attachments else "", want),
            "mailing_list": (mail.kind == "mailing_list", want == "true"),
            "to_addresses": (";".join(a.email for a in mail.to), want),
            "cc_addresses": (";".join(a.email for a in mail.cc), want),
        }  # fmt: skip
        if row["check"] in got:
            found, wanted = got[row["check"]]
            tally.note(row["check"], found == wanted, f"discourse {row['file']}", found, wanted)


def fixtures(folder: Path, tally: Tally) -> None:
    for row in map(json.loads, (folder / "expected.jsonl").read_text().splitlines()):
        want, where = row["expected"], f"{row['set']} {row['file']}"
        mail = read((folder / row["set"] / row["file"]).read_bytes())
        if mail is None:
            tally.note("read", False, where, None, want)
            continue
        subject = want.get("subject", want.get("message.subject"))
        if subject is not None:
            ok = same_subject(mail.subject, subject)
            tally.note("subject", ok, where, mail.subject, subject)
        for name, people in (("from", (mail.sender,)), ("to", mail.to)):
            if name in want:
                one = want[name][0] if isinstance(want[name], list) else want[name]
                got = people[0].key if people else ""
                tally.note(name, got == one["email"].lower(), where, got, one["email"])
        if "text_ignoring_whitespace" in want:
            text = want["text_ignoring_whitespace"]
            tally.note("text", same_text(mail, text), where, mail.text, text)
        if isinstance(want.get("text"), dict) and "contains" in want["text"]:
            contained = squeezed(want["text"]["contains"]) in squeezed(mail.text)
            tally.note("text", contained, where, mail.text, want["text"])
        files = want.get("attachments")
        if isinstance(files, int):
            tally.note("files", len(mail.attachments) == files, where, names(mail), files)
        elif files is not None:
            got_files = sorted((f.name, f.size) for f in mail.attachments)
            expected = sorted((f["filename"], f["size"]) for f in files)
            tally.note("files", got_files == expected, where, got_files, expected)
        if "attachment.filename" in want:
            name = want["attachment.filename"]
            ok = squeezed(name) in map(squeezed, names(mail))
            tally.note("names", ok, where, names(mail), name)


def stalwart(folder: Path, tally: Tally) -> None:
    for path in sorted(folder.rglob("*.eml")):
        tree = json.loads(path.with_suffix(".json").read_text())
        mail = read(path.read_bytes())
        where = f"stalwart {path.relative_to(folder)}"
        head = {h["name"]: h["value"] for h in reversed(tree["parts"][0]["headers"])
                if isinstance(h["name"], str)}  # fmt: skip
        sender = _first_address(head.get("from"))
        if mail is None:
            if sender:
                tally.note("read", False, where, None, sender)
            continue
        if sender:
            tally.note("from", mail.sender.key == sender.lower(), where, mail.sender, sender)
        if isinstance(head.get("subject"), dict) and "Text" in head["subject"]:
            subject = head["subject"]["Text"]
            ok = same_subject(mail.subject, subject)
            tally.note("subject", ok, where, mail.subject, subject)
        bodies = [tree["parts"][i]["body"] for i in tree["text_body"]]
        text = "\n".join(b.get("Text") or as_text(b.get("Html", "")) for b in bodies)
        tally.note("text", same_text(mail, text), where, mail.text, text)
        files = set(tree["attachments"]) | {
            i for key in ("text_body", "html_body") for i in tree[key]
            if {"Binary", "InlineBinary"} & set(tree["parts"][i]["body"])
        }  # fmt: skip
        tally.note("files", len(mail.attachments) == len(files), where, names(mail), len(files))


def _first_address(value: Any) -> str:
    lists = value.get("Address", {}) if isinstance(value, dict) else {}
    people = list(lists.get("List", ()))
    people += [one for group in lists.get("Group", ()) for one in group["addresses"]]
    return next((p["address"] for p in people if "@" in (p.get("address") or "")), "")


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
    return lambda text: str(parser.parse_reply(text) or "")


def _quotequail(module: Any) -> Tool:
    return lambda text: "\n".join(part for shown, part in module.quote(text) if shown)


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
            text, want = as_text(text), as_text(want)
        elif path.suffix == ".eml":
            mail = read(path.read_bytes())
            text = mail.text if mail else ""
        yield f"{row['set']}{path.suffix}", path.name, text, want


def compare_replies(folder: Path, tally: Tally, libraries: dict[str, Tool]) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for group, name, text, want in replies(folder):
        table[group]["of"] += 1
        for tool, run in libraries.items():
            got = run(text)
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


MEASURES: dict[str, Callable[[Path, Tally], None]] = {
    "email_zammad": zammad,
    "email_discourse": discourse,
    "email_mime_fixtures": fixtures,
    "email_mime_stalwart": stalwart,
    "email_bounces_sisimai": bounces,
    "spam_email_raw": ordinary,
}
REPLIES = ("email_reply_trimmer", "email_reply_parsers")


def main(words: list[str]) -> int:
    wanted = [word for word in words if not word.startswith("-")] or [*MEASURES, *REPLIES]
    libraries = tools() if set(wanted) & set(REPLIES) else {}
    for name in wanted:
        folder, tally = corpora() / name / "open", Tally()
        if not folder.is_dir():
            print(f"{name}: not in {corpora()}; KEPT_CORPORA names its folder.")
            continue
        print(name)
        if name in REPLIES:
            compare_replies(folder, tally, libraries)
        else:
            MEASURES[name](folder, tally)
        for what, total in tally.total.items():
            share = tally.right[what] / total
            print(f"  {what:<20} {tally.right[what]:>5} of {total:<5} {share:7.2%}")
        if name not in ("email_bounces_sisimai", "spam_email_raw", *REPLIES):
            right, total = tally.right.total(), tally.total.total()
            print(f"  {'all fields':<20} {right:>5} of {total:<5} {right / total:7.2%}")
        if "--differences" in words:
            print(*(d for d in tally.differences if ": flufl" not in d), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
