"""Commands for the written policy: check, compare, try, publish, announce, report."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kept.cli.ready import desk_ready, django_set_up, no_database_error, not_ready_error


def add(commands: Any) -> None:
    """`policy check`, `publish`, `history` and `compare`; `replay`, `report` and announcements."""
    policy = commands.add_parser("policy", help="The written policy.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = policy.add_parser("check", help="Check the policy in a folder.")
    check.set_defaults(run=_policy_check)
    check.add_argument("folder", type=Path)
    check.add_argument("--json", action="store_true", help="one list, for a program")
    check.add_argument("--language", default="en", choices=("en", "fr"), help="to say it in (en)")
    _publishing(policy)
    _comparing(policy)
    _replaying(commands)
    _reporting(commands)
    _announcing(commands)


def _publishing(policy: Any) -> None:
    sentence = "Make the policy in a folder the next version; shows what changes."
    publish = policy.add_parser("publish", help=sentence, description=sentence)
    publish.set_defaults(run=_policy_publish)
    publish.add_argument("folder", type=Path)
    publish.add_argument("--note", default="", help="why: one sentence, for the history")
    publish.add_argument(
        "--note-in",
        nargs=2,
        action="append",
        default=[],
        metavar=("LANGUAGE", "NOTE"),
        help="the same in one more language of the policy, such as: fr 'Nous répondons plus vite.'",
    )
    publish.add_argument("--major", action="store_true", help="announced to the subscribers")
    publish.add_argument("--effective", default="", help="such as 2026-12-01T09:00 (now)")
    publish.add_argument(
        "--better-for-running",
        action="store_true",
        help="let it apply to running promises where it is better for the customer; run the same "
        "command again if it was broken off",
    )
    publish.add_argument("--by", default="", help="the e-mail address of the lead who decided")
    sentence = "Who published what and when, with the digest that seals it."
    history = policy.add_parser("history", help=sentence, description=sentence)
    history.set_defaults(run=_policy_history)


def _comparing(policy: Any) -> None:
    sentence = (
        "Tell what changed from OLD to NEW, in meaning and word by word: each is a folder, or the "
        "number of a version that the desk here published. On a desk also what it would have "
        "meant for the requests of the last quarter. As diff: exit code 0 when nothing changed, "
        "1 when something did, 2 when it could not be told."
    )
    compare = policy.add_parser("compare", help="Tell what changed.", description=sentence)
    compare.set_defaults(run=_policy_compare)
    compare.add_argument("old", metavar="OLD")
    compare.add_argument("new", metavar="NEW")
    compare.add_argument("--json", action="store_true", help="all of it as one JSON object")
    compare.add_argument("--language", default="en", help="such as de (en)")


def _replaying(commands: Any) -> None:
    from kept.replay.arguments import SENTENCE, arguments

    replay = commands.add_parser("replay", help=SENTENCE, description=SENTENCE)
    replay.set_defaults(run=_replay)
    arguments(replay)


def _reporting(commands: Any) -> None:
    report = commands.add_parser("report", help="What became of what was promised.")
    kinds = report.add_subparsers(required=True, metavar="COMMAND")
    sentence = (
        "Recompute from the events what the public page says: the promises that fell due, and what "
        "became of them. Exit code 1 when the page says otherwise."
    )
    promises = kinds.add_parser("promises", help="Is it kept?", description=sentence)
    promises.set_defaults(run=_report_promises)
    promises.add_argument("--days", type=int, default=90, choices=range(1, 3661), metavar="N")
    promises.add_argument("--json", action="store_true", help="all of it as one JSON object")


def _announcing(commands: Any) -> None:
    from kept.announcements.arguments import arguments

    for each in arguments(commands):
        each.set_defaults(run=_announcements)


def _policy_check(args: argparse.Namespace) -> int:
    from kept.site import checking

    lines, sound = checking.run(args.folder, as_json=args.json, language=args.language)
    print(*lines, sep="\n", end="\n" if lines else "")
    return 0 if sound else 1


def _policy_publish(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.site import publishing

    wanted = ("note", "note_in", "major", "effective", "by", "better_for_running")
    chosen = {name: getattr(args, name) for name in wanted}
    for line in publishing.publish(args.folder, **chosen, now=datetime.now(UTC)):
        print(line)


def _policy_compare(args: argparse.Namespace) -> int:
    django_set_up()
    from kept.site import comparing, speaking

    try:
        language = speaking.spoken(args.language)
        found = comparing.between(args.old, args.new, datetime.now(UTC))
    except (not_ready_error(), no_database_error()) as error:
        print(error, file=sys.stderr)
        return 2
    if args.json:
        print(comparing.as_json(found))
    else:
        for line in comparing.told(found, language):
            print(line)
    return 0 if found.same else 1


def _policy_history(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.site import publishing

    for line in publishing.history():
        print(line)


def _replay(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.replay import command
    from kept.site import prepare

    try:
        for line in command.run(args, prepare.policy_files(args.policy), datetime.now(UTC)):
            print(line)
    except command.ReplayError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _report_promises(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.reports import command

    lines, same = command.promises(at=datetime.now(UTC), days=args.days, as_json=args.json)
    for line in lines:
        print(line)
    return 0 if same else 1


def _announcements(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.announcements import command

    try:
        for line in getattr(command, args.act)(args):
            print(line)
    except command.CannotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
