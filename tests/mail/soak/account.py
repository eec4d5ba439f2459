"""What the desk holds in the end, mail by mail, beside what those who wrote them were told."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.desk import Desk
from tests.mail.kill import rows
from tests.mail.soak.mails import MARK
from tests.mail.soak.senders import Ledger

_TOKEN = re.compile(re.escape(MARK) + rb"([0-9.]+)\r?\n")
#: Quarantined for these reasons, a mail shows a fault of the desk.
_FAULTS = ("failed", "deadly")


@dataclass
class Account:
    """`held`: each mail's ids in the desk, by token; `became`: what became of each id; `fates`:
    how many mails of a kind became what; `unwritten`: acknowledgements, of those owed, to senders
    whom no mail can reach; `arrived`: mails that the receiver took, of those `replies` agents' and
    `twice` taken again after the desk died."""

    ledger: Ledger
    held: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    became: dict[str, str] = field(default_factory=dict)
    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)
    once: int = 0
    acknowledged: int = 0
    arrived: int = 0
    replies: int = 0
    twice: int = 0
    unwritten: int = 0

    def wrong(self, what: str) -> None:
        self.mistakes.append(what)


def account(desk: Desk, ledger: Ledger, taken: Counter[str]) -> Account:
    """Count everything once more, from the files, the record, the receiver and `kept check`."""
    found = Account(ledger)
    for file in _files(desk):
        if token := _TOKEN.search(_begin(file)):
            found.held[token[1].decode()].append(file.name)
        else:
            found.wrong(f"{file.name}: a mail that nobody wrote")
    _verdicts(desk, found)
    _each_once(found)
    _messages(desk, found)
    _acknowledgements(desk, found)
    _arrivals(desk, found, taken)
    if "0 differences" not in (said := desk.kept("check")):
        found.wrong(said)
    return found


def _files(desk: Desk) -> Iterator[Path]:
    mail = desk.home / "mail"
    waiting = [file for file in (mail / "new").iterdir() if not file.name.startswith(".")]
    yield from waiting
    yield from (file for file in (mail / "quarantine").iterdir())
    yield from (file for file in (mail / "cur").rglob("*") if file.is_file())


def _begin(file: Path) -> bytes:
    """The mail's first bytes, behind the line of its envelope."""
    with file.open("rb") as opened:
        opened.readline()
        return opened.read(200)


def _verdicts(desk: Desk, found: Account) -> None:
    verdicts = rows(desk, "SELECT id, state, code, cause FROM mail_receivedmail")
    files = {one for ids in found.held.values() for one in ids}
    for number, state, code, cause in verdicts:
        found.became[str(number)] = f"{state}: {code}" if state != "done" else "message"
        if code in _FAULTS:
            found.wrong(f"{number}: {code}: {cause}")
        if number not in files:
            found.wrong(f"{number}: a verdict on a mail that is not there")
    for number in files - found.became.keys():
        found.wrong(f"{number}: a mail without a verdict")


def _each_once(found: Account) -> None:
    """A mail counts once: other files of it are copies that were told as such."""
    ledger = found.ledger
    for token in (*ledger.answered, *ledger.delivered):
        fates = [found.became.get(one, "?") for one in found.held[token]]
        own = [fate for fate in fates if fate != "refused: duplicate"] or fates[:1]
        for fate in own:
            found.fates[ledger.kinds[token], fate] += 1
        if len(own) == 1 and (len(fates) == 1 or token in ledger.resent):
            found.once += 1
        else:
            found.wrong(f"{token} ({ledger.kinds[token]}): {', '.join(fates) or 'lost'}")
    for token in ledger.unsure:
        if len(found.held[token]) > 1:
            found.wrong(f"{token}: sent once, unanswered, {len(found.held[token])} times here")
    for token in ledger.declined:
        if found.held[token]:
            found.wrong(f"{token}: refused at the door, and here")


def _messages(desk: Desk, found: Account) -> None:
    made = Counter(
        str(number)
        for (number,) in rows(
            desk, "SELECT received FROM tickets_message WHERE kind='customer' AND moved_to IS NULL"
        )
    )
    due = Counter(number for number, fate in found.became.items() if fate == "message")
    for number in made.keys() | due.keys():
        if made[number] != due[number]:
            found.wrong(f"{number}: {made[number]} messages where {due[number]} is right")


def _acknowledgements(desk: Desk, found: Account) -> None:
    query = "SELECT ticket, place FROM mail_receivedmail WHERE acknowledged"
    owed = Counter(rows(desk, query))
    query = (
        "SELECT ticket, message, attempts, state FROM record_outgoingmail WHERE purpose <> 'reply'"
    )
    sent: Counter[tuple[object, ...]] = Counter()
    for ticket, message, attempts, state in rows(desk, query):
        sent[ticket, message] += 1
        if (attempts, state) == (0, "refused"):
            found.unwritten += 1
        elif state != "sent":
            found.wrong(f"#{ticket}/{message}: acknowledgement {state} after {attempts} tries")
    for one in owed.keys() | sent.keys():
        if owed[one] != sent[one]:
            found.wrong(f"#{one}: {sent[one]} acknowledgements where {owed[one]} is right")
    found.acknowledged = sent.total()


def _arrivals(desk: Desk, found: Account, taken: Counter[str]) -> None:
    """Each mail that is sent came to the receiver: once, or once for each try where the desk died
    after the receiver's 250 and before its own note. What was taken back never came."""
    query = "SELECT message_id, purpose, attempts, state FROM record_outgoingmail"
    known = set()
    for number, purpose, attempts, state in rows(desk, query):
        known.add(str(number))
        came = taken[str(number)]
        if not (1 <= came <= int(str(attempts)) if state == "sent" else came == 0):
            found.wrong(f"{number}: {state} after {attempts} tries, and {came} times there")
        found.arrived += came > 0
        found.replies += came > 0 and purpose == "reply"
        found.twice += came > 1
    for number in taken.keys() - known:
        found.wrong(f"{number}: came to the receiver, and the desk does not know it")
