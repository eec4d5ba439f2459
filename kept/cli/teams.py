"""`kept team`: the teams of the desk, as on the screens for leads."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kept.cli.ready import desk_ready


def add(commands: Any) -> None:
    """The commands."""
    sentence = "Who answers some of the requests together."
    inner = commands.add_parser("team", help=sentence, description=sentence).add_subparsers(
        required=True, metavar="COMMAND"
    )
    listing = inner.add_parser("list", help="Show each team by its key.")
    listing.set_defaults(run=_list)
    making = inner.add_parser("add", help="Make a team, and print its key.")
    making.add_argument("name")
    making.set_defaults(run=_add)
    setting = inner.add_parser("set", help="Change a team; what is not named stays.")
    setting.add_argument("key")
    setting.add_argument("--name")
    setting.add_argument("--members", metavar="EMAIL", nargs="*", help="exactly these people")
    setting.add_argument("--hands-out", choices=["nobody", "turn", "fewest"],
                         help="to whom the desk gives its tickets")  # fmt: skip
    setting.add_argument("--private", choices=["yes", "no"],
                         help="only its members and leads see its tickets")  # fmt: skip
    setting.set_defaults(run=_set)
    for word, sentence in (("retire", "Give a team nothing new."), ("back", "Bring it back.")):
        command = inner.add_parser(word, help=sentence)
        command.add_argument("key")
        command.set_defaults(run=_retire if word == "retire" else _back)


def _list(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.team_settings import command

    for line in command.listed():
        print(line)


def _add(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.team_settings import command

    return _told(lambda: command.add(args.name))


def _set(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.team_settings import command

    private = None if args.private is None else args.private == "yes"
    hands_out = "" if args.hands_out == "nobody" else args.hands_out
    said = command.Wanted(args.name, args.members, hands_out, private)
    return _told(lambda: command.settle(args.key, said))


def _retire(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.team_settings import command

    return _told(lambda: command.retire(args.key))


def _back(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.team_settings import command

    return _told(lambda: command.bring_back(args.key))


def _told(act: Any) -> int:
    from kept.team_settings.command import CannotError

    try:
        said = act()
    except CannotError as error:
        print(error, file=sys.stderr)
        return 1
    if said:
        print(said)
    return 0
