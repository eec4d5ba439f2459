"""Commands for what tickets are found by."""

from __future__ import annotations

import argparse
from typing import Any

from kept.cli.ready import desk_ready


def add(commands: Any) -> None:
    """`search rebuild`."""
    search = commands.add_parser("search", help="What tickets are found by.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    sentence = "Read the words of all tickets anew. The desk may go on meanwhile."
    rebuild = search.add_parser("rebuild", help=sentence, description=sentence)
    rebuild.set_defaults(run=_rebuild)


def _rebuild(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.front.progress import Progress
    from kept.search import filling

    tickets, done = filling.begin_anew(), 0
    with Progress("Reading tickets", tickets) as progress:
        while read := filling.catch_up():
            done += read
            progress.at(done)
    print(f"{tickets} tickets can be found by their words.")
