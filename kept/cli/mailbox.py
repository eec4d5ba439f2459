"""`kept mailbox list`, `add` and `test`: the desk's addresses, as on the screens for leads."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from typing import Any

from kept.cli.ready import desk_ready


def add(commands: Any) -> None:
    """The commands."""
    sentence = "The addresses that customers write to."
    inner = commands.add_parser("mailbox", help=sentence, description=sentence).add_subparsers(
        required=True, metavar="COMMAND"
    )
    listing = inner.add_parser("list", help="Show each address, how mail comes in and goes out.")
    listing.set_defaults(run=_list)
    testing = inner.add_parser("test", help="Try a mailbox, and use it once a test mail is back.")
    testing.add_argument("address")
    testing.set_defaults(run=_test)
    _add_webhooks(inner)
    adding = inner.add_parser("add", help="Set up a mailbox and try it.")
    adding.set_defaults(run=_add)
    adding.add_argument("address")
    adding.add_argument("--name", help="what customers see beside the address")
    adding.add_argument("--handed-over", action="store_true",
                        help="a mail server hands mail over: nothing is fetched")  # fmt: skip
    for protocol in ("imap", "smtp"):
        adding.add_argument(f"--{protocol}", metavar="HOST[:PORT]", help="default: a guess")
        adding.add_argument(f"--{protocol}-security", choices=["tls", "starttls", "none"])
    adding.add_argument("--user", help="default: the address")
    adding.add_argument("--language", help="of requests that come here")
    adding.add_argument("--product", help="that they are about, as the policy names it")
    adding.add_argument("--team", help="whose work they are: its key, as in `kept team list`")


def _add_webhooks(inner: Any) -> None:
    sentence = "Let a provider hand mail over: list the addresses for it, add one, remove one."
    command = inner.add_parser("webhooks", help=sentence, description=sentence)
    command.add_argument("--add", metavar="PROVIDER",
                         help="print a new address; a key is read")  # fmt: skip
    command.add_argument("--remove", metavar="NUMBER", type=int)
    command.set_defaults(run=_webhooks)


def _webhooks(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.channels.mail.webhooks.providers import PROVIDERS
    from kept.mailbox_settings import command

    try:
        if args.remove is not None:
            command.remove_webhook(args.remove)
        elif args.add is None:
            for line in command.webhooks():
                print(line)
        elif (kind := PROVIDERS.get(args.add)) is None:
            raise command.CannotError(f"Kept knows these providers: {', '.join(PROVIDERS)}.")
        else:
            added = command.add_webhook(args.add, _secret(f"{kind.key}: ") if kind.signs else "")
            print(added.address_to_paste, kind.how, sep="\n")
    except command.CannotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _secret(question: str) -> str:
    return getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()


def _list(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.mailbox_settings import command

    for line in command.listed():
        print(line)


def _test(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.mailbox_settings import command

    try:
        return int(not command.test(args.address, _say))
    except command.CannotError as error:
        print(error, file=sys.stderr)
        return 1


def _add(args: argparse.Namespace) -> int:
    desk_ready()
    from kept.mailbox_settings import command

    password = _secret("Password: ")
    try:
        made = command.add(args.address, password, _chosen(args), fetched=not args.handed_over)
        return int(not command.test(made.address, _say))
    except command.CannotError as error:
        print(error, file=sys.stderr)
        return 1


def _chosen(args: argparse.Namespace) -> dict[str, object]:
    """The fields of a mailbox that the command line names."""
    said: dict[str, object] = {
        name: getattr(args, name) for name in ("name", "language", "product", "team")
    }
    for protocol in ("imap", "smtp"):
        host, _, port = (getattr(args, protocol) or "").partition(":")
        said[f"{protocol}_host"] = host
        said[f"{protocol}_port"] = int(port) if port.isdecimal() else None
        said[f"{protocol}_security"] = getattr(args, f"{protocol}_security")
        said[f"{protocol}_user"] = args.user
    return {name: value for name, value in said.items() if value}


def _say(sentence: str) -> None:
    print(sentence, flush=True)
