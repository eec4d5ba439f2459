"""Several connections to the mail server, worked in step so that one sync to the disk serves all.

Each copy goes as far as it can without being ended; then the journal says, durably, which are
about to be; then each gets its last byte. What a server or a network can do is an outcome.
"""

from __future__ import annotations

import select
import smtplib
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal

from kept.announcements.journal import BEGUN, ENDING, REFUSED, TAKEN, Journal
from kept.record.mail_server import TIMEOUT, Answer, MailServer, connect, refused, words_of

#: Connections at once: few enough for any mail server to allow.
MOST: Final = 8
_END: Final = b".\r\n"
_FAILURES: Final = (OSError, smtplib.SMTPException, ValueError)

Became = Literal["sent", "doubt", "later", "refused", "unreachable"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A copy to be handed over. `place`: its place in the journal; `raw` ends with CRLF and has
    its dots doubled."""

    place: int
    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a copy. 'unreachable': the server takes no mail for this address, ever."""

    place: int
    became: Became
    words: str = ""


class Lines:
    """As many connections as the server allows, up to MOST; opened when needed."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._open: list[_Line] = []

    def ready(self) -> int:
        """Open what is missing; how many there are. Raises what `connect` raises if none is."""
        while len(self._open) < MOST:
            try:
                self._open.append(_Line(connect(self._server)))
            except _FAILURES:
                if not self._open:
                    raise
                break
        return len(self._open)

    def hand_over(self, letters: Sequence[Letter], journal: Journal) -> list[Outcome]:
        """Hand over at most as many letters as `ready` said. One outcome for each."""
        steps = [_Step(line, letter) for line, letter in zip(self._open, letters, strict=False)]
        for step in steps:
            step.offer()
        for step in steps:
            step.write()
        _end([step for step in steps if step.outcome is None], journal)
        outcomes = [step.hear(journal) for step in steps]
        self._open = [line for line in self._open if not line.lost]
        return outcomes

    def close(self) -> None:
        """Say good-bye; the next letters open new connections."""
        for line in self._open:
            line.leave()
        self._open = []


def _end(steps: list[_Step], journal: Journal) -> None:
    """Write the last byte of each. Between the mark and the kernel's call stands nothing."""
    journal.about_to_end(step.letter.place for step in steps)
    marks, start = journal.memory()
    for step in steps:
        place, send = start + step.letter.place, step.line.send
        try:
            marks[place] = ENDING
            send(_END)
        except OSError as error:
            marks[place] = BEGUN  # the kernel took nothing, so the server has no end
            step.give_up(error)


class _Line:
    """One connection, one mail after the other."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        self._smtp = connection
        self._in_one_go = connection.has_extn("pipelining")
        self._utf8 = connection.has_extn("smtputf8")
        assert connection.sock is not None, "connected"
        self._sock = connection.sock
        # The end is a small packet behind a large one: it must not wait for an acknowledgement.
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._poll = select.poll()
        self._poll.register(self._sock, select.POLLOUT)
        self.send = connection.sock.send
        self.lost = False

    def offer(self, sender: str, recipient: str) -> Answer | None:
        """Say for whom a mail is; an answer if that alone settles it."""
        plain = (sender + recipient).isascii()
        if not plain and not self._utf8:
            return Answer(False, "The mail server takes no address like this one.", permanent=True)
        option = "" if plain else " SMTPUTF8"
        self._commands = (
            f"MAIL FROM:<{sender}>{option}\r\n".encode(),
            f"RCPT TO:<{recipient}>\r\n".encode(),
            b"DATA\r\n",
        )
        if self._in_one_go:
            self._sock.sendall(b"".join(self._commands))
        return None

    def heard(self) -> Answer | None:
        """None when the server waits for the mail, else its no; then it is ready for another."""
        no: Answer | None = None
        for command, expected in zip(self._commands, (250, 250, 354), strict=True):
            if not self._in_one_go:
                if no is not None:
                    break
                self._sock.sendall(command)
            code, words = self._smtp.getreply()
            if code == 354 and no is not None:
                raise smtplib.SMTPServerDisconnected("a mail for nobody cannot be ended")
            if no is None and not _is(code, expected):
                # A sender that is refused is about this desk: somebody must mend the settings.
                no = refused(code if command is not self._commands[0] else 400, words)
            if code == 421:
                raise smtplib.SMTPServerDisconnected(refused(code, words).words)
        if no is not None:
            self._smtp.rset()
        return no

    def write(self, raw: bytes) -> None:
        """All but the end. Comes back when the end will fit without waiting."""
        self._sock.sendall(raw)
        if not self._poll.poll(TIMEOUT * 1000):
            raise TimeoutError("the mail server has stopped reading")

    def answer(self) -> Answer:
        """What the server says of the mail that was ended."""
        code, words = self._smtp.getreply()
        if code == 421:
            self.lost = True
        return Answer(True, "") if code == 250 else refused(code, words)

    def leave(self) -> None:
        with suppress(*_FAILURES):
            self._smtp.quit()

    def drop(self) -> None:
        self.lost = True
        self._smtp.close()


def _is(code: int, expected: int) -> bool:
    return code == expected or (expected == 250 and code == 251)


class _Step:
    """One letter on one line, until there is an outcome."""

    def __init__(self, line: _Line, letter: Letter) -> None:
        self.line = line
        self.letter = letter
        self.outcome: Outcome | None = None

    def offer(self) -> None:
        try:
            self._conclude(self.line.offer(self.letter.sender, self.letter.recipient))
        except _FAILURES as error:
            self.give_up(error)

    def write(self) -> None:
        """Everything but the end, if the server wants it."""
        if self.outcome is not None:
            return
        try:
            self._conclude(self.line.heard())
            if self.outcome is None:
                self.line.write(self.letter.raw)
        except _FAILURES as error:
            self.give_up(error)

    def hear(self, journal: Journal) -> Outcome:
        """What became of it, in the journal too."""
        if self.outcome is not None:
            return self.outcome
        try:
            answer = self.line.answer()
        except _FAILURES as error:
            self.line.drop()
            return self._is("doubt", f"The connection was lost after the end: {words_of(error)}")
        journal.mark(self.letter.place, TAKEN if answer.accepted else REFUSED)
        if answer.accepted:
            return self._is("sent")
        return self._is("refused" if answer.permanent else "later", answer.words)

    def give_up(self, error: Exception) -> None:
        """The connection is of no more use, and the server has no whole mail."""
        self.line.drop()
        self._is("later", f"The connection was lost: {words_of(error)}")

    def _conclude(self, no: Answer | None) -> None:
        if no is not None:
            self._is("unreachable" if no.permanent else "later", no.words)

    def _is(self, became: Became, words: str = "") -> Outcome:
        self.outcome = Outcome(self.letter.place, became, words[:400])
        return self.outcome
