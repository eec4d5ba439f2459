"""Kill a desk to which a provider posts, again and again, and count what is left.

    python -m tests.mail.handed_over --times 30

Each mail is posted until it is answered with 200, as providers do, and one in four once more after
that. It has no Message-ID: only its bytes tell that it has come before. At the end a mail of 30 MB
comes whole.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

from tests.desk import Desk, free_address
from tests.mail.kill import kill, rows, served, wait_for_smtp, wait_until_done

CLIENTS = 3
MB = 1024 * 1024


@dataclass(frozen=True)
class Provider:
    """One that was told an address of the desk: SendGrid, which posts a mail as a form's field."""

    address: str

    def post(self, raw: bytes) -> int:
        """The status of the answer; 0 where there was none."""
        parts = urlsplit(self.address)
        name, _, host = parts.netloc.rpartition("@")
        request = urllib.request.Request(
            f"http://{host}{parts.path}",
            b"email=" + quote_plus(raw).encode(),
            {"Content-Type": "application/x-www-form-urlencoded",
             "Authorization": f"Basic {b64encode(name.encode()).decode()}"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code
        except (OSError, HTTPException):
            return 0


def told(desk: Desk) -> Provider:
    """A provider that knows where to post."""
    printed = desk.kept("mailbox", "webhooks", "--add", "sendgrid").splitlines()[0]
    parts = urlsplit(printed)
    name = parts.netloc.rpartition("@")[0]
    return Provider(f"http://{name}@{desk.web}{parts.path}")


def written(name: str, size: int = 0) -> bytes:
    """A mail of its own sender that only its bytes tell from others."""
    head = f"From: c{name}@example.org\r\nTo: contact@copyfy.io\r\nSubject: Report {name}\r\n\r\n"
    words = f"The report {name} stops and I do not know why it does.\r\n"
    mail = (head + words).encode()
    return mail + b"It goes on like this.\r\n" * (max(0, size - len(mail)) // 23)


@dataclass
class Load:
    """Mails that are posted by several at once, until each is taken."""

    provider: Provider
    todo: list[str]
    over: threading.Event = field(default_factory=threading.Event)
    taken: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        self.threads = [threading.Thread(target=self._post) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _post(self) -> None:
        while not self.over.is_set():
            with suppress(IndexError):
                name = self.todo.pop()
                if self.provider.post(written(name)) != 200:
                    self.todo.append(name)  # whoever asks may have been heard, all the same
                    time.sleep(0.02)
                    continue
                self.taken.append(name)
                if name.endswith(("0", "4", "8")):
                    self.provider.post(written(name))
            time.sleep(0.005)


def subjects(desk: Desk) -> Counter[str]:
    """How often each mail is in the desk, by its name."""
    found = rows(desk, "SELECT subject FROM tickets_ticket")
    return Counter(str(subject).removeprefix("Report ") for (subject,) in found)


def die(times: int, seconds: float, home: Path) -> tuple[int, list[str]]:
    """Kill a desk `times` times; how many mails were taken, and what is wrong."""
    desk = Desk(home, web=free_address(), smtp=free_address())
    desk.found()
    provider, log = told(desk), home.with_name("log")
    todo, taken = [str(number) for number in range(times * 400)], list[str]()
    for _time in range(times):
        with served(desk, log) as process:
            wait_for_smtp(desk)
            with Load(provider, todo) as load:
                time.sleep(random.uniform(0.5, seconds))
                kill(process)
            taken += load.taken
    with served(desk, log):
        wait_for_smtp(desk)
        big = _post_until_taken(provider, written("big", 30 * MB))
        wait_until_done(desk)
    held = subjects(desk)
    wrong = [f"{name}: taken, {held[name]} times here" for name in taken if held[name] != 1]
    wrong += [f"{name}: {count} times here" for name, count in held.items() if count > 1]
    wrong += [] if big == 200 and held["big"] == 1 else [f"the mail of 30 MB: {big}"]
    desk.kept("check")
    return len(taken), wrong


def _post_until_taken(provider: Provider, raw: bytes) -> int:
    until, status = time.monotonic() + 60, 0
    while status == 0 and time.monotonic() < until:
        status = provider.post(raw)
    return status


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=4.0, help="longest life under load")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kept-posted-") as folder:
        taken, wrong = die(args.times, args.seconds, Path(folder) / "desk")
    said = f"{args.times} kills, {taken} mails answered with 200, {len(wrong)} mistakes\n"
    sys.stdout.write(said + "".join(f"  {one}\n" for one in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
