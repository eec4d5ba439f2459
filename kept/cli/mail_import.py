"""`kept mail import`: mails of an older mailbox become history of this desk."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept.cli.ready import desk_ready, not_ready_error
from kept.front.progress import Progress

if TYPE_CHECKING:
    from kept.channels.mail.importing.run import Tally

_SENTENCE = (
    "Take in the mails of mbox files, Maildirs and .eml files as history: each keeps its date and "
    "its thread, none is answered and nothing is owed for it. Interrupted, the same command goes "
    "on; repeated, it takes in what is new."
)
#: The columns of the table, and the codes that each counts; all others are not taken.
_COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requests", ("imported",)),
    ("further", ("imported_thread",)),
    ("answers", ("imported_answer",)),
    ("here", ("here", "duplicate")),
)
_OTHERS = "not taken"


def add(inner: Any) -> None:
    """`import`, below `kept mail`."""
    command: argparse.ArgumentParser = inner.add_parser(
        "import", help="Take in the mails of older mailboxes as history.", description=_SENTENCE
    )
    command.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH",
        help="an mbox, a Maildir, an .eml file, or a folder with any of them",
    )  # fmt: skip
    command.add_argument(
        "--dry-run", action="store_true", help="say what would happen, and change nothing"
    )
    command.set_defaults(run=_import)


def _import(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.channels.mail.importing.finding import find
    from kept.channels.mail.importing.rehearsal import rehearse
    from kept.channels.mail.importing.run import Tally, carry_out
    from kept.channels.mail.incoming import process
    from kept.record import policy

    try:
        policy.in_force()
    except policy.NothingPublishedError as error:
        raise not_ready_error()(str(error)) from error
    with Progress("Looking for mails:") as looking:
        found, bad = find(args.paths, now=datetime.now(UTC), looked=looking.at)
    tally = Tally(bad=bad)
    work: Callable[..., None] = rehearse if args.dry_run else carry_out
    stopped = ""
    with Progress("Rehearsing" if args.dry_run else "Importing", len(found)) as progress:
        try:
            work(found, tally, progress.step)
        except KeyboardInterrupt:
            stopped = "Interrupted."
        except (process.NotNowError, OSError) as error:
            stopped = f"The desk can take no mail in at the moment: {error}"
    _tell(tally, dry_run=args.dry_run)
    if stopped:
        print(f"{stopped} Run the same command again: it goes on from here.", file=sys.stderr)
    return int(bool(stopped or tally.bad))


def _tell(tally: Tally, *, dry_run: bool) -> None:
    for one in tally.bad:
        print(one, file=sys.stderr)
    if not tally.codes:
        print("There is no mail to import.")
        return
    print("What would become of the mails:" if dry_run else "What became of the mails:")
    for line in table(tally):
        print(line)
    for line in _reasons(tally):
        print(line)


def table(tally: Tally) -> list[str]:
    """A line for each mbox or folder, and their sum."""
    heading = ["", "mails", *(name for name, _ in _COLUMNS), _OTHERS]
    rows = [heading]
    rows += [[str(shelf), *_row(tally.codes[shelf])] for shelf in sorted(tally.codes)]
    if len(rows) > 2:
        rows.append(["in all", *_row(tally.all)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(codes: dict[str, int]) -> list[str]:
    counts = [sum(codes.get(code, 0) for code in counted) for _, counted in _COLUMNS]
    total = sum(codes.values())
    return [f"{count:,}" for count in (total, *counts, total - sum(counts))]


def _reasons(tally: Tally) -> list[str]:
    """Why mails are not taken, the most frequent reason first."""
    from kept.channels.mail.incoming.reasons import sentence

    taken = {code for _, counted in _COLUMNS for code in counted}
    others = [(code, count) for code, count in tally.all.most_common() if code not in taken]
    return [f"{count:,} not taken: {sentence(code) or code}" for code, count in others]
