"""`make corpus`: every mail of the real sets through SMTP into a fresh desk.

    python -m bench.corpus [SET …]     sets under KEPT_CORPORA (default ../shared/data)

The desk runs as an operator runs it. Each mail must be stored, and become a message of a ticket or
be refused with a reason that a person can read; afterwards the record must agree with itself.
"""

from __future__ import annotations

import os
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path

from tests.desk import ROOT, Desk, free_address

SETS = "email_*", "spam_email_raw"
CLIENTS = 4
PATIENCE = 120.0
DESK = "contact@copyfy.io"
NOBODY = "someone@example.org"

# What stands beside the mails: descriptions, expectations, parts of mails.
NOT_MAIL = {".md", ".csv", ".json", ".jsonl"}
NOT_MAILS = {"expected", "header_fields", "before", "elided", "trimmed", "matchers"}
BODIES = "email_reply_"
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+", re.A)
_FROM = re.compile(rb"^(?:Return-Path|From):[ \t]*([^\r\n]*)", re.I | re.M)


@dataclass
class Tally:
    """What became of one set. `refused`: reason → how many."""

    messages: int = 0
    opened: int = 0
    joined: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def corpora() -> Path:
    folder = Path(os.environ.get("KEPT_CORPORA", "../shared/data"))
    return folder if folder.is_absolute() else ROOT / folder


def sets(names: list[str]) -> list[Path]:
    found = sorted(path for pattern in names for path in corpora().glob(pattern) if path.is_dir())
    if not found:
        raise SystemExit(f"There is no set of mails in {corpora()}; KEPT_CORPORA names its folder.")
    return found


def mails(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every mail of a set with its name; a set of bodies is wrapped into the least of a mail."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or path.suffix in NOT_MAIL or NOT_MAILS & set(inside.parts):
            continue
        if path.name.startswith(("COPYING", "LICENSE", "README")):
            continue
        raw = path.read_bytes()
        if folder.name.startswith(BODIES) and path.suffix != ".eml":
            raw = wrapped(inside, raw)
        yield str(inside), re.sub(rb"\r?\n", b"\r\n", raw)


def wrapped(name: Path, body: bytes) -> bytes:
    kind = "html" if name.suffix == ".html" else "plain"
    return (
        f"From: Someone <{NOBODY}>\r\nTo: {DESK}\r\nSubject: Re: {name.stem}\r\n"
        f"Message-ID: <{'.'.join(name.parts)}@example.org>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + body


def sender(raw: bytes) -> str:
    """The envelope that a mail names, or a neutral one where it names none that can be used."""
    for found in _FROM.finditer(raw[:65_536]):
        address = parseaddr(found[1].decode("latin-1"))[1]
        if _ADDRESS.fullmatch(address) and len(address) < 250:
            return address
    return NOBODY


def feed(port: int, batch: list[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Hand each mail over; its name, and the id that the desk gave it or why it took it not."""
    with smtplib.SMTP("127.0.0.1", port, "corpus.example.org", timeout=60) as smtp:
        smtp.ehlo()
        for name, raw in batch:
            for command in (lambda raw=raw: smtp.mail(sender(raw)), lambda: smtp.rcpt(DESK)):
                code, words = command()
                assert code == 250, words
            code, words = smtp.data(raw)
            said = words.decode()
            yield name, said.split()[-1].rstrip(".") if code == 250 else f"smtp {code}: {said}"


@contextmanager
def serving(home: Path) -> Iterator[tuple[Desk, Path]]:
    desk = Desk(home, web=free_address(), smtp=free_address())
    desk.found()
    log = home.with_name("serve.log")
    with log.open("w") as file:
        process = desk.start("serve", log=file)
    try:
        _wait_for(desk, process, log)
        yield desk, log
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        process.kill()
        process.wait()


def _wait_for(desk: Desk, process: subprocess.Popen[bytes], log: Path) -> None:
    host, _, port = desk.smtp.partition(":")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), smtplib.SMTP(host, int(port), timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit(f"The desk does not answer:\n{log.read_text()}")


def run(folders: list[Path]) -> int:
    with tempfile.TemporaryDirectory(prefix="kept-corpus-") as temporary:
        with serving(Path(temporary, "desk")) as (desk, log):
            began = time.monotonic()
            told = {folder.name: _fed(desk, folder) for folder in folders}
            _come_to_rest(desk)
            spent = time.monotonic() - began
        tallies = _tallied(desk, told)
        checked = subprocess.run(
            [sys.executable, "-m", "kept", "check"], cwd=ROOT, env=desk.environment, check=False
        )
        restarts = log.read_text().count("it starts again")
    print(table(tallies))
    failed = sum(len(tally.failed) for tally in tallies.values())
    for name, tally in tallies.items():
        for one in tally.failed:
            print(f"failed: {name}/{one}")
    total = sum(tally.messages for tally in tallies.values())
    print(f"\n{total} mails in {spent:.0f} s; the worker fell {restarts} times; ", end="")
    print("`kept check` agrees." if checked.returncode == 0 else "`kept check` DISAGREES.")
    return 1 if failed or restarts or checked.returncode else 0


def _fed(desk: Desk, folder: Path) -> list[tuple[str, str]]:
    port = int(desk.smtp.rpartition(":")[2])
    todo = list(mails(folder))
    batches = [todo[start::CLIENTS] for start in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        said = pool.map(lambda batch: list(feed(port, batch)), [one for one in batches if one])
        return [one for batch in said for one in batch]


def _come_to_rest(desk: Desk) -> None:
    last, changed = -1, time.monotonic()
    while waiting := len([*(desk.home / "mail" / "new").glob("[!.]*")]):
        if waiting != last:
            last, changed = waiting, time.monotonic()
        if time.monotonic() - changed > PATIENCE:
            raise SystemExit(f"{waiting} mails wait and nothing moves.")
        time.sleep(0.2)


def _tallied(desk: Desk, told: dict[str, list[tuple[str, str]]]) -> dict[str, Tally]:
    """Look each mail up by the id that SMTP said."""
    os.environ |= desk.environment
    import django

    django.setup()
    from kept.channels.mail.incoming.reasons import sentence
    from kept.channels.mail.models import ReceivedMail
    from kept.tickets.models import Message

    said = set(Message.objects.exclude(received="").values_list("received", flat=True))
    rows = {row.pk: row for row in ReceivedMail.objects.all()}
    tallies = {}
    for folder, answers in told.items():
        tally = tallies[folder] = Tally(messages=len(answers))
        for name, number in answers:
            row = rows.get(number)
            if row is None:
                tally.failed.append(f"{name}: {number}")
            elif row.state != "quarantined" and sentence(row.code):
                tally.refused[row.code] += 1
            elif row.state == "done" and number in said:
                tally.opened += row.place == 1
                tally.joined += row.place != 1
            else:
                tally.failed.append(f"{name}: {row.state} {row.code} {row.cause}")
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    head = f"{'set':<24}{'mails':>7}{'tickets':>9}{'joined':>8}{'refused':>9}{'failed':>8}  reasons"
    lines = [head, "-" * len(head)]
    whole = Tally()
    for name, tally in tallies.items():
        lines.append(_line(name, tally))
        whole.messages += tally.messages
        whole.opened += tally.opened
        whole.joined += tally.joined
        whole.refused += tally.refused
        whole.failed += tally.failed
    return "\n".join([*lines, "-" * len(head), _line("all", whole)])


def _line(name: str, tally: Tally) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in tally.refused.most_common())
    return (
        f"{name:<24}{tally.messages:>7}{tally.opened:>9}{tally.joined:>8}"
        f"{tally.refused.total():>9}{len(tally.failed):>8}  {reasons}"
    )


if __name__ == "__main__":
    sys.exit(run(sets(sys.argv[1:] or list(SETS))))
