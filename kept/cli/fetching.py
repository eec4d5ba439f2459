"""`kept mail fetch`: fetch mail from the desk's mailboxes elsewhere."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kept.cli.ready import desk_ready


def add(inner: Any) -> None:
    """`kept mail fetch`, below `kept mail`."""
    sentence = "Fetch mail from the mailboxes that are set up, until it is stopped."
    fetching: argparse.ArgumentParser = inner.add_parser(
        "fetch", help=sentence, description=sentence
    )
    fetching.add_argument("--once", action="store_true", help="look once into each, and end")
    fetching.set_defaults(run=_fetch)


def _fetch(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.channels.mail.imap import run
    from kept.site.serve import follow_parent

    if not args.once:
        follow_parent()
        run.serve()
        return 0
    chosen = run.mailboxes()
    if not chosen:
        print("No mailbox is set up to be fetched from.")
    results = run.fetch_once(chosen)
    for one in results:
        said = one.error or f"{one.found} new"
        print(f"{one.address}: {said}", file=sys.stderr if one.error else sys.stdout)
    return int(any(one.error for one in results))
