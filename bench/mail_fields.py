"""`make mail-fields`: what Kept understands of real mails, beside what others expect or find.

    python -m bench.mail_fields [--differences] [SET …]    sets under KEPT_CORPORA

Fields (subject, sender, text, files and their names) against the sets' own expectations; the new
text of replies and bounces beside the libraries that do the same and are installed. Texts count
as equal when 95 % of their words are the same words: a set's rendering of HTML is its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.corpus import corpora
from bench.mail_beside import bounces, compare_replies, ordinary, tools
from bench.mail_reading import Tally, as_text, read, same_subject, same_text, squeezed
from kept.core.mail import Incoming

# The names that the set's parser gave to files without one.
_INVENTED = re.compile(r"(?:file|image\d*|document\d*|video\d*|delivery-status)(?:\.\w+)?|[\d.]+")


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
            right += tally.judged
            print(f"  {'equal or better':<20} {right:>5} of {total:<5} {right / total:7.2%}")
        if "--differences" in words:
            print(*(d for d in tally.differences if ": flufl" not in d), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
