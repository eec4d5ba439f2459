"""Commands that set a desk up and say who belongs to it."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Any

from kept.cli.ready import desk_ready, django_set_up


def add(commands: Any, command: Any) -> None:
    """`init`, `demo`, `staff add` and `customer`."""
    init = command("init", _init, "Set up a desk in KEPT_HOME and publish its policy.")
    init.add_argument("--name", help="what customers call you (default: as the policy says)")
    init.add_argument("--address", help="where they write to (default: as the policy says)")
    init.add_argument("--url", help="the public address, such as https://help.…")
    init.add_argument("--policy", type=Path, help="a folder with policy.toml (default: copyfy)")
    command("demo", _demo, "Fill a desk with believable tickets to try Kept with.")
    staff = commands.add_parser("staff", help="The people who answer.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    new = staff.add_parser("add", help="Let somebody sign in to the workspace.")
    new.set_defaults(run=_staff_add)
    new.add_argument("email")
    new.add_argument("name")
    new.add_argument("--lead", action="store_true", help="may also own the policy")
    new.add_argument("--language", default="en", choices=["en", "fr"])
    new.add_argument("--zone", default="UTC", help="such as Europe/Paris")
    customer = command("customer", _customer, "Show, set or export what is known of a customer.")
    customer.add_argument("email")
    customer.add_argument("--plan", help="a plan of the policy, or unknown")
    customer.add_argument("--subscription", choices=["active", "ended", "unknown"])
    customer.add_argument("--erase", action="store_true", help="forget them, for ever")
    customer.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="write what they get as “My data”: a ZIP",
    )


def _init(args: argparse.Namespace) -> None:
    from kept.core.policy import read
    from kept.site import prepare
    from kept.site.desk import Desk, DeskError, desk_file
    from kept.site.environment import check_environment
    from kept.site.founding import founded

    home = desk_home()
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
        django_set_up()
        number = _publish_first(policy)
    print(f"The desk is in {home}, under policy version {number}.")
    print("Next: `kept staff add EMAIL NAME`, then `kept serve`.")


def desk_home() -> Path:
    """Where the desk is, or would be."""
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
    from kept.site.desk import Desk
    from kept.site.environment import check_environment
    from kept.site.founding import founded

    home = desk_home()
    prepare.sound_policy(prepare.policies() / "copyfy")
    url = f"http://{check_environment(home)}"
    with founded(home, Desk(name="Copyfy", address="contact@copyfy.io", url=url, demo=True)):
        django_set_up()
        from django.conf import settings

        from kept.demo import fill

        if not settings.DESK.demo:
            raise prepare.NotReadyError(
                f"The desk in {home} is no demo: everybody knows the passwords of one. "
                "Set KEPT_HOME to another folder to try Kept there."
            )
        now = datetime.now(UTC)
        prepare.bring_up_to_date(now)
        print(fill(now))


def _staff_add(args: argparse.Namespace) -> int:
    desk_ready()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from kept.core.events import DESK, Actor
    from kept.core.say import tz
    from kept.people.models import Staff
    from kept.record import audit

    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        tz(args.zone)
        validate_password(password)
        role = Staff.Role.LEAD if args.lead else Staff.Role.AGENT
        with transaction.atomic():
            new = Staff.objects.create_user(
                args.email, password, name=args.name, role=role, language=args.language,
                zone=args.zone,
            )  # fmt: skip
            about = Actor("staff", new.pk)
            audit.note("staff_added", by=DESK, about=about, at=datetime.now(UTC), role=role)
    except ValidationError as error:
        print(" ".join(error.messages), file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{args.name} can sign in as {args.email}.")
    return 0


def _customer(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.site import subscribing

    print(subscribing.run(args.email, args.plan, args.subscription))
    if args.export is not None:
        print(subscribing.export(args.email, args.export, datetime.now(UTC)))
    if args.erase:
        print(subscribing.erase(args.email, datetime.now(UTC)))
