"""What `kept replay` understands. Apart from the command, so that `kept --help` is quick."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

SENTENCE = "Run what happened on this desk, or in another tool's log, under a draft of the policy."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `kept replay` understands."""
    add = parser.add_argument
    add("--policy", type=Path, required=True, help="the folder of the draft")
    add("--since", type=date.fromisoformat, help="only requests from this day on (UTC)")
    add("--until", type=date.fromisoformat, help="what happened before this day (UTC)")
    add("--json", action="store_true", help="one JSON object with all figures")
    add("--keep", type=_share, metavar="PERCENT", help="how many people keep this share?")
    add("--takes", type=_minutes, metavar="MINUTES", help="how long a reply takes, on average")
    add("--seed", type=_seed, default=1, help="of the simulation's chance (1)")
    add(
        "--better-for-running",
        action="store_true",
        help="what would a lead gain who lets the draft apply to promises that run?",
    )
    log = parser.add_argument_group("a log of another tool, instead of this desk")
    log.add_argument("--history", type=Path, metavar="CSV")
    log.add_argument("--mapping", type=Path, metavar="TOML", help="what its columns mean")
    log.add_argument("--case", metavar="COLUMN", help="which names the request")
    log.add_argument("--at", metavar="COLUMN", help="when something happened")
    log.add_argument("--activity", metavar="COLUMN", help="what happened")
    log.add_argument("--zone", metavar="ZONE", help="in which the moments are written")
    log.add_argument("--means", action="append", default=[], metavar="ACTIVITY=MEANING")


def _share(said: str) -> float:
    share = float(said.rstrip(" %")) / 100
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError("a share is over 0 and up to 100 percent")
    return share


def _minutes(said: str) -> timedelta:
    minutes = float(said)
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError("a reply takes over 0 and up to 1440 minutes")
    return timedelta(minutes=minutes)


def _seed(said: str) -> int:
    seed = int(said)
    if seed < 0:
        raise argparse.ArgumentTypeError("a seed is 0 or more")
    return seed
