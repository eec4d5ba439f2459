"""The `kept` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from kept.cli import desk, letters, mail, mailbox, policy, search, serving, teams, tickets
from kept.cli.ready import no_database_error, not_ready_error


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 when not (a sentence says why), 2 for a
    command line that makes no sense."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.site.settings")
    args = _parser().parse_args(argv)
    from kept.site.desk import DeskError

    try:
        return int(args.run(args) or 0)
    except (DeskError, not_ready_error()) as error:
        print(error, file=sys.stderr)
        return 1
    except no_database_error() as error:
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
        added: argparse.ArgumentParser = commands.add_parser(
            name, help=sentence, description=sentence
        )
        added.set_defaults(run=run)
        return added

    desk.add(commands, command)
    serving.add(command)
    policy.add(commands)
    tickets.add(command)
    search.add(commands)
    mailbox.add(commands)
    teams.add(commands)
    letters.add(commands)
    mail.add(commands)  # after serving, whose `mail` it adds to
    return parser
