"""`kept replay`: a history under a draft, as tables for people or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

from kept.core.calendar.instants import micros
from kept.core.policy import Policy, PolicyMistakes, read
from kept.core.promises import Edition
from kept.core.replay import History, Staffing, Trial, staffing, tried
from kept.front.progress import Progress
from kept.record import policy as published
from kept.replay import plain, shelf
from kept.replay.chance import chance
from kept.replay.logs import read_log
from kept.replay.mapping import LogMapping, mapping_of, read_mapping
from kept.tickets.better import Bettered, outlook


class ReplayError(Exception):
    """What stands in the way, as a sentence."""


def run(args: argparse.Namespace, files: dict[str, str], now: datetime) -> Iterator[str]:
    """The answer, line by line. `files` are those of the draft. Raises ReplayError."""
    draft, in_force = _draft(files, args.policy), _in_force()
    told = _history(args, now).between(_midnight(args.since), _midnight(args.until))
    if not told.tickets:
        raise ReplayError("No request came in then: there is nothing to replay.")
    trial = tried(told, draft, in_force)
    people = _people(trial, args) if args.keep else None
    gain = _gain(draft, args, now)
    if args.json:
        yield json.dumps(plain.facts(trial, people) | plain.gain_facts(gain), ensure_ascii=False)
    else:
        yield from plain.lines(trial, people)
        yield from plain.gained(gain)


def _draft(files: dict[str, str], folder: Path) -> Policy:
    try:
        return read(files)
    except PolicyMistakes as error:
        raise ReplayError(
            f"The policy in {folder} has mistakes; `kept policy check {folder}` says which."
        ) from error


def _in_force() -> Policy | None:
    try:
        return published.in_force().policy
    except published.NothingPublishedError:
        return None


def _midnight(day: date | None) -> int | None:
    return None if day is None else micros(datetime.combine(day, time(), UTC))


def _history(args: argparse.Namespace, now: datetime) -> History:
    if args.history is None:
        return _read(now)
    mapping = _mapping(args)
    try:
        with args.history.open(newline="", encoding="utf-8-sig") as file:
            return read_log(file, mapping)
    except (OSError, ValueError) as error:
        raise ReplayError(f"{args.history}: {error}") from error


def _read(now: datetime) -> History:
    try:
        with Progress("Events of the record:") as reading:
            return shelf.events(reading.at).history(now)
    except KeyboardInterrupt:
        raise ReplayError("Stopped. What was read is kept; the next replay goes on.") from None


def _mapping(args: argparse.Namespace) -> LogMapping:
    try:
        if args.mapping is not None:
            return read_mapping(args.mapping.read_text(encoding="utf-8"))
        given = {name: getattr(args, name) for name in ("case", "at", "activity", "zone")}
        means = dict(one.rpartition("=")[::2] for one in args.means)
        return mapping_of({name: said for name, said in given.items() if said} | {"means": means})
    except (OSError, ValueError) as error:
        raise ReplayError(f"{args.mapping or 'The log'}: {error}") from error


def _gain(draft: Policy, args: argparse.Namespace, now: datetime) -> Bettered | None:
    """What letting the draft apply would do to what runs now; None where nobody asks."""
    if not args.better_for_running:
        return None
    if args.history is not None:
        raise ReplayError("--better-for-running: a log of another tool has no running promises.")
    edition = Edition(published.in_force(now).version + 1, draft)
    return outlook(edition, at=now)


def _people(trial: Trial, args: argparse.Namespace) -> Staffing | None:
    side = trial.draft
    with Progress("Plans simulated:") as simulating:
        return staffing(
            trial.history,
            side.policy,
            side.promises,
            goal=args.keep,
            chance=chance(args.seed),
            takes=args.takes,
            progress=simulating.at,
        )
