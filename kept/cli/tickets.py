"""Commands that look at tickets, and at whether the record is sound."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from kept.cli.ready import desk_ready


def add(command: Any) -> None:
    """`tickets`, `explain` and `check`."""
    command("check", _check, "Rebuild all state from the events and compare.")
    explain = command("explain", _explain, "Tell why: each decision on a ticket, by which clause.")
    explain.add_argument("ticket", type=_number, metavar="TICKET")
    explain.add_argument("--json", action="store_true", help="all of it as JSON")
    explain.add_argument("--language", default="en", help="such as de (en)")
    explain.add_argument("--zone", default="", help="such as Europe/Paris (that of the hours)")
    tickets = command("tickets", _tickets, "List all tickets.")
    tickets.add_argument("--json", action="store_true", help="one JSON object a line, with all")


def _number(said: str) -> int:
    """A ticket's number, with or without its sign."""
    bare = said.removeprefix("#")
    if not bare.isdecimal():
        raise argparse.ArgumentTypeError(f"“{said}” is no ticket's number: write one as 12")
    return int(bare)


def _tickets(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.tickets.export import lines

    for line in lines():
        if args.json:
            print(line)
        else:
            ticket = json.loads(line)
            print(f"#{ticket['number']}\t{ticket['state']}\t{ticket['subject']}")


def _explain(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.site import explaining

    found = explaining.explanations(args.ticket, args.language, args.zone)
    for line in [explaining.as_json(found)] if args.json else explaining.told(found):
        print(line)


def _check(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.reports import days
    from kept.search import filling
    from kept.tickets.check import differences
    from kept.tickets.models import Ticket

    found, now = 0, datetime.now(UTC)
    for sentence in chain(differences(), days.differences(now), filling.differences()):
        found += 1
        print(sentence)
    tickets = Ticket.objects.count()
    print(f"{tickets} tickets, {found} differences.")
    return 1 if found else 0
