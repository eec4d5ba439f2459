"""E-mail from SMTP to committed ticket, beside the least that any program would have to do.

One core for the receiver and the worker together; the sender has the other. The floor, on the
same core and the same mails: parse with the standard library (its present API, subject and text
read) and write the raw bytes in one durable SQLite transaction. Beside it, because it is cheaper,
the least: its old API, which splits a mail into parts and decodes nothing.
"""

from __future__ import annotations

import email
import email.policy
import os
import smtplib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings

from bench.fill import TEXT
from kept.channels.mail import spool
from kept.channels.mail.incoming import process
from kept.channels.mail.sending import send
from kept.tickets.models import Ticket

ROUNDS = 5
MAILS = 300
CLIENTS = 4


def run() -> dict[str, Any]:
    """Medians of several rounds: messages a second and milliseconds of CPU a message."""
    os.sched_setaffinity(0, {0})
    with _receiver() as receiver:
        rounds = [_round(receiver, n) for n in range(ROUNDS)]
    floors = [_floor(_mails(f"floor{n}"), _read) for n in range(ROUNDS)]
    leasts = [_floor(_mails(f"least{n}"), _split) for n in range(ROUNDS)]
    sent = _send()
    kept = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
    floor = {key: statistics.median(f[key] for f in floors) for key in floors[0]}
    least = {key: statistics.median(f[key] for f in leasts) for key in leasts[0]}
    return {
        "mails": MAILS,
        "rounds": ROUNDS,
        "kept": kept,
        "floor": floor,
        "least": least,
        "cpu_times_floor": kept["cpu_ms"] / floor["cpu_ms"],
        "cpu_times_least": kept["cpu_ms"] / least["cpu_ms"],
        "acknowledgement_cpu_ms": sent,
    }


@contextmanager
def _receiver() -> Iterator[psutil.Process]:
    server = subprocess.Popen([sys.executable, "-m", "kept", "mail"])
    process_ = psutil.Process(server.pid)
    process_.cpu_affinity([0])
    host, _, port = settings.KEPT_SMTP.partition(":")
    for _attempt in range(100):
        try:
            smtplib.SMTP(host, int(port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield process_
    server.terminate()
    server.wait()


def _round(receiver: psutil.Process, n: int) -> dict[str, float]:
    mails = _mails(f"round{n}")
    before = Ticket.objects.count()
    senders = _senders()
    cpu, began = _cpu(receiver), time.perf_counter()
    for n_, sender in enumerate(senders):
        threading.Thread(target=_feed, args=(sender, mails[n_::CLIENTS])).start()
    left = len(mails)
    while left:
        files = spool.waiting()
        for file in files:
            outcome = process.process(file)
            assert outcome, file
            assert outcome.state == "done", outcome
        left -= len(files)
        if not files:
            time.sleep(0.002)
    wall, used = time.perf_counter() - began, _cpu(receiver) - cpu
    for sender in senders:
        sender.wait()
    assert Ticket.objects.count() - before == len(mails)
    return {"a_second": len(mails) / wall, "cpu_ms": used / len(mails) * 1000}


def _senders() -> list[subprocess.Popen[bytes]]:
    """Clients on the other core, loaded and waiting for mails to send."""
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.sender", settings.KEPT_SMTP, settings.DESK.address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _client in range(CLIENTS)
    ]
    for sender in senders:
        os.sched_setaffinity(sender.pid, {1})
        assert sender.stdout
        sender.stdout.readline()
    return senders


def _feed(sender: subprocess.Popen[bytes], mails: list[bytes]) -> None:
    assert sender.stdin
    for mail in mails:
        sender.stdin.write(len(mail).to_bytes(4, "big") + mail)
    sender.stdin.close()


def _cpu(receiver: psutil.Process) -> float:
    theirs = receiver.cpu_times()
    return time.process_time() + theirs.user + theirs.system


def _floor(mails: list[bytes], parse: Callable[[bytes], object]) -> dict[str, float]:
    """What it costs to parse a mail and keep it safe, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder, "floor.sqlite3"), isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE mail (id INTEGER PRIMARY KEY, raw)")
        cpu, began = time.process_time(), time.perf_counter()
        for raw in mails:
            parse(raw)
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO mail (raw) VALUES (?)", (raw,))
            database.execute("COMMIT")
        wall, used = time.perf_counter() - began, time.process_time() - cpu
        database.close()
    return {"a_second": len(mails) / wall, "cpu_ms": used / len(mails) * 1000}


def _read(raw: bytes) -> object:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    body = parsed.get_body(("plain", "html"))  # type: ignore[attr-defined]
    return str(parsed["subject"]), body.get_content() if body else ""


def _split(raw: bytes) -> object:
    return email.message_from_bytes(raw)


def _send() -> float:
    """CPU of writing one acknowledgement and putting it into the outbox, in milliseconds."""
    courier = send.Courier()
    cpu, count = time.process_time(), 0
    while done := courier.deliver(datetime.now(UTC)):
        count += done
    return (time.process_time() - cpu) / max(count, 1) * 1000


def _mails(name: str) -> list[bytes]:
    """Mails as they are: a text and an HTML part, and now and then a picture of 60 KB."""
    return [_mail(f"{name}.{n}", n) for n in range(MAILS)]


def _mail(name: str, n: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Customer {name} <customer.{name}@shop.example>"
    mail["To"] = settings.DESK.address
    mail["Subject"] = f"Le rapport concurrents s’arrête à {n} %"
    mail["Date"] = "Mon, 12 Jan 2026 10:00:00 +0100"
    mail["Message-ID"] = f"<{name}@shop.example>"
    mail["Received"] = "from mx.shop.example by mail.copyfy.io; Mon, 12 Jan 2026 10:00:00 +0100"
    text = f"Hello,\n\n{TEXT}\n{n}\n\n{TEXT}\nBest regards\nCustomer {n}\n"
    mail.set_content(text)
    paragraphs = "".join(f"<p style='margin:0'>{line}</p>" for line in text.split("\n\n"))
    mail.add_alternative(f"<html><body><div dir=ltr>{paragraphs}</div></body></html>", "html")
    if n % 20 == 0:
        mail.add_attachment(os.urandom(60_000), "image", "png", filename="report.png")
    return mail.as_bytes()
