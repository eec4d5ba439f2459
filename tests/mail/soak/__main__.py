"""A day's mail in miniature, through everything that goes wrong on a day.

    python -m tests.mail.soak                        20,000 mails, 50 kills: a quarter of an hour
    python -m tests.mail.soak --mails 2000 --kills 5 --seed 7
    python -m tests.postgres python -m tests.mail.soak     with the record in PostgreSQL

Requests, replies, absence notes, bounces, large files, broken mail and real mail (KEPT_CORPORA)
come by SMTP and into two mailboxes of a real IMAP server. Every process of the desk gets SIGKILL
again and again; in between its disk is full, its record is locked for longer than anybody waits,
and lines break in the middle of a mail. At the end every mail that was answered with 250 or stood
in a mailbox must be in the desk exactly once, and nobody must have been acknowledged twice. What
the desk writes goes to an SMTP server that counts it.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.cutter import Cutter, cutter
from tests.desk import Desk, free_address
from tests.dovecot import PASSWORD, Dovecot, NoDovecotError, binary, dovecot
from tests.mail.kill import kill, served, undoing, wait_for_smtp, wait_until_done
from tests.mail.mailbox import add_mailbox
from tests.mail.soak.account import Account, account
from tests.mail.soak.disasters import cut_off, full, hours_go_by, locked, small_disk
from tests.mail.soak.mails import MARK, Writer, corpora_named, poison
from tests.mail.soak.receiver import Receiver, receiving
from tests.mail.soak.senders import USERS, Ledger, Supply, handing_over

#: Mails that may wait in the spool before those who send must wait too.
BACKLOG = 600
#: Seconds: longer than the desk waits for its record; how long the disk is full.
LOCKED, FULL = 34.0, 6.0
_LONGEST_LIFE = 600.0


@dataclass
class Soak:
    """A desk, those who write to it, and its bad days."""

    desk: Desk
    disk: Path | None
    server: Dovecot
    line: Cutter
    supply: Supply
    chance: random.Random
    log: Path
    began: float = field(default_factory=time.monotonic)

    def live(self, number: int, until: int, disaster: str) -> None:
        """One life: started, under load until so many mails are settled, killed."""
        with (
            served(self.desk, self.log) as process,
            undoing(self.desk, number, self.log) as other,
        ):
            wait_for_smtp(self.desk)
            if disaster:
                self._suffer(disaster, process)
            if process.poll() is None:
                self.go_on(until)
                self._keep_up(self.chance.uniform(0, 2))
            kill(process)
            kill(other)
        self._tell(f"life {number}: {disaster or 'ordinary'}")

    def go_on(self, until: int) -> None:
        """Until so many mails are handed over."""
        end = time.monotonic() + _LONGEST_LIFE
        while self.supply.ledger.settled < until:
            assert time.monotonic() < end, f"the desk takes no mail any more:\n{self._said()}"
            self._keep_up(0.1)

    def _keep_up(self, seconds: float, backlog: int = BACKLOG) -> None:
        """Let the mails come for a while, as long as the desk keeps up with them."""
        end = time.monotonic() + seconds
        while True:
            (self.supply.gate.set if self._waiting() < backlog else self.supply.gate.clear)()
            if time.monotonic() > end:
                return
            time.sleep(0.05)

    def _waiting(self) -> int:
        return sum(1 for _ in (self.desk.home / "mail" / "new").glob("[!.]*"))

    def _suffer(self, disaster: str, process: subprocess.Popen[bytes]) -> None:
        self.supply.ledger.said[disaster] += 1
        match disaster:
            case "full disk":
                assert self.disk
                with full(self.disk) as again:
                    for _ in range(int(FULL * 2)):
                        self._keep_up(0.5, 4 * BACKLOG)
                        again()
                    if self.chance.random() < 0.5:
                        kill(process)
            case "locked record":
                with locked(self.desk):
                    self._keep_up(LOCKED, 2 * BACKLOG)
            case "cut lines":
                self.line.most = lambda: int(10 ** self.chance.uniform(2.5, 5.5))
                self.line.cut()
                self._keep_up(8)
                self.line.most = None
            case "record lets go":
                for _ in range(4):
                    cut_off(self.desk)
                    self._keep_up(2)
            case "mail server restarts":
                self.server.restart()
                self.line.cut()
            case "a mail that cuts its line":
                self._poison()

    def _poison(self) -> None:
        """A mail that cannot be fetched until the soak's end, with others behind it."""
        mail = poison(len(self.line.words))
        self.line.words.append(MARK + mail.token.encode())
        self.server.deliver([mail.raw], USERS[0])
        self.supply.ledger.kinds[mail.token] = mail.kind
        self.supply.ledger.delivered.add(mail.token)

    def rest(self) -> None:
        """Let the desk come to an end with everything."""
        self.line.words.clear()
        hours_go_by(self.desk)
        with served(self.desk, self.log):
            wait_for_smtp(self.desk)
            end = time.monotonic() + _LONGEST_LIFE
            while self._unfetched():
                assert time.monotonic() < end, f"mail stays in the mailboxes:\n{self._said()}"
                time.sleep(0.5)
            wait_until_done(self.desk)
        self._tell("at rest")

    def _unfetched(self) -> bool:
        for user in USERS:
            with self.server.client(user) as client:
                client.select_folder("INBOX", readonly=True)
                if client.search("UNSEEN" if user == "help" else "ALL"):
                    return True
        return False

    def _tell(self, what: str) -> None:
        ledger = self.supply.ledger
        sys.stdout.write(
            f"{time.monotonic() - self.began:6.0f} s  {what:<32}{len(ledger.answered):>7,} answered"
            f"{len(ledger.delivered):>7,} in mailboxes{self._waiting():>5} wait\n"
        )
        sys.stdout.flush()

    def _said(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]


def disaster_of(life: int, disk: Path | None, database: str) -> str:
    """What goes wrong in a life; in many nothing but its end."""
    if life % 10 in (1, 6):
        return "cut lines"
    if life % 10 == 2:
        return "full disk" if disk else ""
    if life % 12 == 3:
        return "locked record"
    if life % 10 == 8 and database:
        return "record lets go"
    if life % 20 == 0:
        return "a mail that cuts its line"
    return "mail server restarts" if life % 10 == 4 else ""


def soak(mails: int, kills: int, seed: int, folder: Path) -> Account:
    """The whole of it."""
    chance, ledger = random.Random(seed), Ledger()
    supply = Supply(Writer(seed, max(mails // 8, 20)).mails(mails), ledger)
    with (
        receiving() as receiver,
        _desk(folder, receiver) as (desk, disk),
        dovecot(USERS) as server,
        cutter(server.port) as line,
        handing_over(supply, int(desk.smtp.rpartition(":")[2]), server, seed),
    ):
        here = Soak(desk, disk, server, line, supply, chance, folder / "log")
        add_mailbox(desk, line.port, PASSWORD, user=USERS[0], after="move")
        add_mailbox(desk, line.port, PASSWORD, user=USERS[1], after="seen")
        for number in range(kills):
            share = (number + chance.uniform(0.5, 1)) / kills
            here.live(number + 1, int(mails * share), disaster_of(number, disk, desk.database))
        with served(desk, here.log):
            here.go_on(mails)
        here.rest()
        return account(desk, ledger, receiver.taken)


@contextmanager
def _desk(folder: Path, receiver: Receiver) -> Iterator[tuple[Desk, Path | None]]:
    """A new desk on a disk of its own, if there is one to have, whose mail goes to `receiver`."""
    database = os.environ.pop("KEPT_DATABASE", "")
    disk = folder / "disk"
    with small_disk(disk) as mounted:
        if not mounted:
            sys.stdout.write("No disk can be mounted here (root may): it will not be full.\n")
        desk = Desk(disk / "desk", web=free_address(), smtp=free_address(), database=database)
        desk.kept("init")
        with (desk.home / "desk.toml").open("a") as settings:
            settings.write(
                f'\n[smtp]\nhost = "127.0.0.1"\nport = {receiver.port}\nsecurity = "none"\n'
                "a_minute_to_one_domain = 100000\n"
            )
        yield desk, disk if mounted else None


def table(found: Account, kills: int) -> str:
    """What was handed over, what became of it, and every mistake."""
    ledger = found.ledger
    lines = [
        f"{len(ledger.answered):,} mails answered with 250, {len(ledger.delivered):,} in mailboxes,"
        f" {kills} kills -9; real mail: {corpora_named()}",
        f"{found.once:,} of {len(ledger.answered) + len(ledger.delivered):,} in the desk exactly "
        f"once; {found.acknowledged:,} acknowledgements owed, {found.unwritten:,} of them to "
        "addresses that no mail can have",
        f"{found.arrived:,} mails taken by the receiver, {found.replies:,} of them agents'; "
        f"{found.twice:,} of them twice, where a desk died between the server's 250 and its note",
        *(f"  {what}: {times:,}" for what, times in sorted(ledger.said.items())),
        f"  never answered: {len(ledger.unsure):,}; handed over again: {len(ledger.resent):,}; "
        f"refused at the door: {len(ledger.declined):,}",
    ]
    kinds = sorted({kind for kind, _ in found.fates})
    for kind in kinds:
        fates = {fate: n for (one, fate), n in found.fates.items() if one == kind}
        told = ", ".join(f"{fate} {n:,}" for fate, n in sorted(fates.items(), key=lambda x: -x[1]))
        lines.append(f"  {kind:<17} {told}")
    lines.append(f"{len(found.mistakes)} mistakes")
    return "\n".join([*lines, *(f"  {one}" for one in found.mistakes[:200])]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, help="where to put what the desk said")
    args = parser.parse_args()
    try:
        binary()
    except NoDovecotError as reason:
        parser.error(str(reason))
    with tempfile.TemporaryDirectory(prefix="kept-soak-") as folder:
        found = soak(args.mails, args.kills, args.seed, Path(folder))
        sys.stdout.write(table(found, args.kills))
        if args.log:
            args.log.write_bytes(Path(folder, "log").read_bytes())
    return 1 if found.mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
