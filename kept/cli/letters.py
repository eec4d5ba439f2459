"""`kept letters list`, `show`, `set` and `reset`: the words of the mails that the desk writes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kept.cli.ready import desk_ready


def add(commands: Any) -> None:
    """The commands."""
    sentence = "The words of the mails that the desk writes by itself."
    inner = commands.add_parser("letters", help=sentence, description=sentence).add_subparsers(
        required=True, metavar="COMMAND"
    )
    listing = inner.add_parser("list", help="Show each letter and language, and whose words it is.")
    listing.set_defaults(run=_list)
    for name, run, about in (
        ("show", _show, "Print the words that count."),
        ("set", _set, "Let the words of a file count, as `show` prints them."),
        ("reset", _reset, "Go back to the words that come with Kept."),
    ):
        one = inner.add_parser(name, help=about, description=about)
        one.add_argument("letter")
        one.add_argument("language")
        if name == "set":
            one.add_argument("file", metavar="FILE", help="- is the input")
        one.set_defaults(run=run)


def _list(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.letter_settings import command

    for line in command.listed():
        print(line)


def _show(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.letter_settings import command

    return _said(lambda: command.shown(args.letter, args.language).rstrip("\n"))


def _set(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.letter_settings import command

    def put() -> str:
        text = sys.stdin.read() if args.file == "-" else Path(args.file).read_text("utf-8")
        new = command.put(args.letter, args.language, text)
        return "The letter leaves in these words." if new else "Those are its words already."

    return _said(put)


def _reset(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.letter_settings import command

    def reset() -> str:
        done = command.reset(args.letter, args.language)
        return "The letter leaves in its original words." if done else "It did already."

    return _said(reset)


def _said(act: Callable[[], str]) -> int:
    from kept.letter_settings.command import CannotError

    try:
        print(act())
    except CannotError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"The file cannot be read: {error}", file=sys.stderr)
        return 1
    return 0
