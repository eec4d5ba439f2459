"""The `kept` command."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from getpass import getpass
from itertools import chain
from pathlib import Path
from typing import Any


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 when not (a sentence says why), 2 for a
    command line that makes no sense."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.site.settings")
    args = _parser().parse_args(argv)
    from kept.site.desk import DeskError

    try:
        return int(args.run(args) or 0)
    except (DeskError, _not_ready()) as error:
        print(error, file=sys.stderr)
        return 1
    except _no_database() as error:
        print(f"The record cannot be reached: {str(error).partition(chr(10))[0]}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader (a pager, `head`) has enough.
        sys.stdout = None
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kept", description="A help desk that keeps its word.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, sentence: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=sentence, description=sentence)
        added.set_defaults(run=run)
        return added

    init = command("init", _init, "Set up a desk in KEPT_HOME and publish its policy.")
    init.add_argument("--name", help="what customers call you (default: as the policy says)")
    init.add_argument("--address", help="where they write to (default: as the policy says)")
    init.add_argument("--url", help="the public address, such as https://help.…")
    init.add_argument("--policy", type=Path, help="a folder with policy.toml (default: copyfy)")
    command("demo", _demo, "Fill a desk with believable tickets to try Kept with.")
    command("serve", _serve, "Run the whole desk: web, mail in, worker.")
    command("web", _web, "Run only the web.")
    command("mail", _mail, "Run only the SMTP receiver.")
    command("worker", _worker, "Run only the worker: reads mail, sends mail, watches promises.")
    staff = commands.add_parser("staff", help="The people who answer.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add = staff.add_parser("add", help="Let somebody sign in to the workspace.")
    add.set_defaults(run=_staff_add)
    add.add_argument("email")
    add.add_argument("name")
    add.add_argument("--lead", action="store_true", help="may also own the policy")
    add.add_argument("--language", default="en", choices=["en", "fr"])
    add.add_argument("--zone", default="UTC", help="such as Europe/Paris")
    _subscribing(command)
    policy = commands.add_parser("policy", help="The written policy.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = policy.add_parser("check", help="Check the policy in a folder.")
    check.set_defaults(run=_policy_check)
    check.add_argument("folder", type=Path)
    check.add_argument("--json", action="store_true", help="one list, for a program")
    _publishing(policy)
    _comparing(policy)
    _replaying(commands)
    _reporting(commands)
    _announcing(commands)
    command("check", _check, "Rebuild all state from the events and compare.")
    explain = command("explain", _explain, "Tell why: each decision on a ticket, by which clause.")
    explain.add_argument("ticket", type=int, metavar="TICKET")
    explain.add_argument("--json", action="store_true", help="all of it as JSON")
    explain.add_argument("--language", default="en", choices=["en", "fr"])
    explain.add_argument("--zone", default="", help="such as Europe/Paris (that of the hours)")
    tickets = command("tickets", _tickets, "List all tickets.")
    tickets.add_argument("--json", action="store_true", help="one JSON object a line, with all")
    return parser


def _subscribing(command: Any) -> None:
    customer = command("customer", _customer, "Show or set a customer's plan and subscription.")
    customer.add_argument("email")
    customer.add_argument("--plan", help="a plan of the policy, or unknown")
    customer.add_argument("--subscription", choices=["active", "ended", "unknown"])


def _publishing(policy: Any) -> None:
    sentence = "Make the policy in a folder the next version; shows what changes."
    publish = policy.add_parser("publish", help=sentence, description=sentence)
    publish.set_defaults(run=_policy_publish)
    publish.add_argument("folder", type=Path)
    publish.add_argument("--note", required=True, help="why: one sentence, for the history")
    publish.add_argument("--major", action="store_true", help="announced to the subscribers")
    publish.add_argument("--effective", default="", help="such as 2026-12-01T09:00 (now)")
    publish.add_argument("--by", default="", help="the e-mail address of the lead who decided")
    sentence = "Who published what and when, with the digest that seals it."
    history = policy.add_parser("history", help=sentence, description=sentence)
    history.set_defaults(run=_policy_history)


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
    compare.add_argument("--language", default="en", choices=["en", "fr"])


def _replaying(commands: Any) -> None:
    from kept.replay.arguments import SENTENCE, arguments

    replay = commands.add_parser("replay", help=SENTENCE, description=SENTENCE)
    replay.set_defaults(run=_replay)
    arguments(replay)


def _announcing(commands: Any) -> None:
    from kept.announcements.arguments import arguments

    for each in arguments(commands):
        each.set_defaults(run=_announcements)


def _not_ready() -> type[Exception]:
    from kept.site.prepare import NotReadyError

    return NotReadyError


def _no_database() -> type[Exception]:
    from django.db import OperationalError

    return OperationalError


def _django() -> None:
    import django

    django.setup()


def _ready() -> None:
    """Set Django up on a desk that is there."""
    _django()
    from kept.site import prepare

    prepare.check_ready()


def _init(args: argparse.Namespace) -> None:
    from kept.core.policy import read
    from kept.site import prepare
    from kept.site.desk import Desk, DeskError, check_environment, desk_file
    from kept.site.founding import founded

    home = _home()
    chosen = (args.name, args.address, args.url, args.policy)
    if desk_file(home).exists() and any(choice is not None for choice in chosen):
        raise DeskError(f"There is a desk in {home} already; edit its desk.toml.")
    policy = prepare.sound_policy(
        prepare.policies() / "copyfy" if args.policy is None else args.policy
    )
    web = check_environment(home)
    written = read(policy)
    name = written.company if args.name is None else args.name
    address = written.contact if args.address is None else args.address
    url = f"http://{web}" if args.url is None else args.url.rstrip("/")
    with founded(home, Desk(name=name, address=address, url=url, zone=written.calendar.zone)):
        _django()
        number = _publish_first(policy)
    print(f"The desk is in {home}, under policy version {number}.")
    print("Next: `kept staff add EMAIL NAME`, then `kept serve`.")


def _home() -> Path:
    return Path(os.environ.get("KEPT_HOME", "var/desk")).absolute()


def _publish_first(files: dict[str, str]) -> int:
    """Bring the tables up to date and publish `files` unless a policy is in force."""
    from kept.record import policy
    from kept.site import prepare

    now = datetime.now(UTC)
    prepare.bring_up_to_date(now)
    try:
        return policy.in_force().version
    except policy.NothingPublishedError:
        return policy.publish(files, at=now).version


def _demo(args: argparse.Namespace) -> None:
    from kept.site import prepare
    from kept.site.desk import Desk, check_environment
    from kept.site.founding import founded

    home = _home()
    policy = prepare.sound_policy(prepare.policies() / "copyfy")
    url = f"http://{check_environment(home)}"
    with founded(home, Desk(name="Copyfy", address="contact@copyfy.io", url=url, demo=True)):
        _django()
        from django.conf import settings

        from kept.demo import fill

        if not settings.DESK.demo:
            raise prepare.NotReadyError(
                f"The desk in {home} is no demo: everybody knows the passwords of one. "
                "Set KEPT_HOME to another folder to try Kept there."
            )
        _publish_first(policy)
        print(fill(datetime.now(UTC)))


def _serve(args: argparse.Namespace) -> int:
    _ready()
    from django.conf import settings

    from kept.record import policy
    from kept.site import prepare
    from kept.site.serve import Part, obstacle, serve

    for variable in ("KEPT_WEB", "KEPT_SMTP"):
        address = getattr(settings, variable)
        if reason := obstacle(address):
            raise prepare.NotReadyError(
                f"Kept cannot listen on {address}: {reason}. Set {variable} to another address."
            )
    prepare.bring_up_to_date(datetime.now(UTC))
    try:
        policy.in_force()
    except policy.NothingPublishedError as error:
        raise prepare.NotReadyError(str(error)) from error
    print(f"Web        http://{settings.KEPT_WEB}/  (the team: /desk/)")
    print(f"Mail in    {settings.KEPT_SMTP}, for {settings.DESK.address}")
    if settings.DESK.smtp is None:
        readers = "" if settings.DESK.demo else "  (for leads)"
        print(f"Mail out   kept in the outbox: http://{settings.KEPT_WEB}/outbox{readers}")
    print("Ctrl-C stops all of it.", flush=True)
    here = [sys.executable, "-m", "kept"]
    return serve([Part(name, [*here, name]) for name in ("web", "mail", "worker")])


def _web(args: argparse.Namespace) -> None:
    _ready()
    import uvicorn
    from django.conf import settings

    from kept.site.serve import follow_parent

    follow_parent()
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    host, _, port = settings.KEPT_WEB.rpartition(":")
    uvicorn.run(
        "kept.site.asgi:application",
        host=host.strip("[]"),
        port=int(port),
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )


def _is_news(record: logging.LogRecord) -> bool:
    """Not that the pages' open streams were cut at the end: nothing else ends a stream."""
    return "timeout graceful shutdown exceeded" not in record.getMessage()


def _mail(args: argparse.Namespace) -> None:
    _ready()
    from kept.channels.mail import smtp
    from kept.site.serve import follow_parent

    follow_parent()
    smtp.serve()


def _worker(args: argparse.Namespace) -> None:
    _ready()
    from kept.site import worker
    from kept.site.serve import follow_parent

    follow_parent()
    worker.run()


def _staff_add(args: argparse.Namespace) -> int:
    _ready()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from kept.core.say import tz
    from kept.people.models import Staff

    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        tz(args.zone)
        validate_password(password)
        role = Staff.Role.LEAD if args.lead else Staff.Role.AGENT
        Staff.objects.create_user(
            args.email, password, name=args.name, role=role, language=args.language, zone=args.zone
        )
    except ValidationError as error:
        print(" ".join(error.messages), file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{args.name} can sign in as {args.email}.")
    return 0


def _customer(args: argparse.Namespace) -> None:
    _ready()
    from kept.site import subscribing

    print(subscribing.run(args.email, args.plan, args.subscription))


def _policy_check(args: argparse.Namespace) -> int:
    from kept.site import checking

    lines, sound = checking.run(args.folder, as_json=args.json)
    print(*lines, sep="\n", end="\n" if lines else "")
    return 0 if sound else 1


def _policy_publish(args: argparse.Namespace) -> None:
    _ready()
    from kept.site import publishing

    chosen = {name: getattr(args, name) for name in ("note", "major", "effective", "by")}
    for line in publishing.publish(args.folder, **chosen, now=datetime.now(UTC)):
        print(line)


def _policy_compare(args: argparse.Namespace) -> int:
    _django()
    from kept.site import comparing

    try:
        found = comparing.between(args.old, args.new, datetime.now(UTC))
    except (_not_ready(), _no_database()) as error:
        print(error, file=sys.stderr)
        return 2
    if args.json:
        print(comparing.as_json(found))
    else:
        for line in comparing.told(found, args.language):
            print(line)
    return 0 if found.same else 1


def _policy_history(args: argparse.Namespace) -> None:
    _ready()
    from kept.site import publishing

    for line in publishing.history():
        print(line)


def _replay(args: argparse.Namespace) -> int:
    _ready()
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
    _ready()
    from kept.reports import command

    lines, same = command.promises(at=datetime.now(UTC), days=args.days, as_json=args.json)
    for line in lines:
        print(line)
    return 0 if same else 1


def _announcements(args: argparse.Namespace) -> int:
    _ready()
    from kept.announcements import command

    try:
        for line in getattr(command, args.act)(args):
            print(line)
    except command.CannotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _check(args: argparse.Namespace) -> int:
    _ready()
    from kept.reports import days
    from kept.tickets.check import differences
    from kept.tickets.models import Ticket

    found = 0
    for sentence in chain(differences(), days.differences(datetime.now(UTC))):
        found += 1
        print(sentence)
    tickets = Ticket.objects.count()
    print(f"{tickets} tickets, {found} differences.")
    return 1 if found else 0


def _explain(args: argparse.Namespace) -> None:
    _ready()
    from kept.site import explaining

    found = explaining.explanations(args.ticket, args.language, args.zone)
    for line in [explaining.as_json(found)] if args.json else explaining.told(found):
        print(line)


def _tickets(args: argparse.Namespace) -> None:
    _ready()
    from kept.tickets.export import lines

    for line in lines():
        if args.json:
            print(line)
        else:
            ticket = json.loads(line)
            print(f"#{ticket['number']}\t{ticket['state']}\t{ticket['subject']}")
