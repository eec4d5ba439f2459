"""Two real desks that mail each other stop by themselves, and each keeps what it was told."""

from __future__ import annotations

import smtplib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.desk import Desk, free_address
from tests.mail.kill import wait_for_smtp

QUIET, WITHIN = 2.0, 40.0
SHOP, BANK = "help@shop.example", "care@bank.example"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """What receives, reads and sends mail of two desks, each of which is the other's server."""
    shop, bank = (
        Desk(tmp_path / name, web=free_address(), smtp=free_address()) for name in ("shop", "bank")
    )
    with ExitStack() as running:
        for desk, address, other in ((shop, SHOP, bank), (bank, BANK, shop)):
            desk.found()
            host, _, port = other.smtp.partition(":")
            (desk.home / "desk.toml").write_text(
                f'name = "Desk"\naddress = "{address}"\n\n'
                f'[smtp]\nhost = "{host}"\nport = {port}\nsecurity = "none"\n'
            )
            running.enter_context(_mailing(desk))
        for desk in (shop, bank):
            wait_for_smtp(desk)
        yield shop, bank


@contextmanager
def _mailing(desk: Desk) -> Iterator[None]:
    with desk.home.with_name(f"{desk.home.name}.log").open("w") as log:
        parts = [desk.start(name, log=log) for name in ("mail", "worker")]
        try:
            yield
        finally:
            for part in parts:
                part.terminate()
            for part in parts:
                part.wait(timeout=20)


def _rows(desk: Desk, table: str) -> int:
    with closing(sqlite3.connect(desk.home / "kept.sqlite3", timeout=30)) as connection:
        (number,) = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
    return int(number)


def _all(desks: tuple[Desk, Desk]) -> list[tuple[int, int, int]]:
    """Of each desk: the mails that it received, the tickets they became, the mails it wrote."""
    tables = ("mail_receivedmail", "tickets_ticket", "record_outgoingmail")
    return [tuple(_rows(desk, table) for table in tables) for desk in desks]  # type: ignore[misc]


@pytest.mark.slow
def test_two_desks_that_mail_each_other_stop(desks: tuple[Desk, Desk]) -> None:
    shop, _bank = desks
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = BANK, SHOP, "Your invoice"
    mail.set_content("We ask you to look at the invoice of the fifth.")
    host, _, port = shop.smtp.partition(":")
    with smtplib.SMTP(host, int(port)) as server:
        server.send_message(mail)
    until = time.monotonic() + WITHIN
    while _all(desks)[1][0] == 0 and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(QUIET)
    # the shop acknowledges, the bank knows an acknowledgement when it sees one, and that is all
    assert _all(desks) == [(1, 1, 1), (1, 0, 0)]
