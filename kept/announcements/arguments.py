"""The words of `kept subscribers` and `kept announcements`; what they do stands in `command`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def arguments(commands: Any) -> list[argparse.ArgumentParser]:
    """Add the commands of this room. `act` says which of `command` each is."""
    subscribers = commands.add_parser("subscribers", help="Who hears of changes.").add_subparsers(
        required=True, metavar="COMMAND"
    )
    read = _command(subscribers, "import", "read_list", "Add those of a CSV file with a heading: "
                    "address, and language and zone where they are known.")  # fmt: skip
    read.add_argument("file", type=Path)
    read.add_argument("--consent", required=True, help="how they agreed to be written to")
    export = _command(subscribers, "export", "write_list", "Write all of them as CSV.")
    erase = _command(subscribers, "erase", "erase", "Forget an address.")
    erase.add_argument("address")
    announcements = _command(
        commands, "announcements", "announcements",
        "Tell how far each announcement has come; with `send`, send what is due as the worker "
        "does.",
    )  # fmt: skip
    announcements.add_argument("what", nargs="?", choices=["send"])
    return [read, export, erase, announcements]


def _command(commands: Any, name: str, act: str, sentence: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(name, help=sentence, description=sentence)
    added.set_defaults(act=act)
    return added
