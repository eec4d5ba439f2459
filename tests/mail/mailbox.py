"""A mailbox of a desk that others run: set up as a lead would, without their steps."""

from __future__ import annotations

import subprocess
import sys

from tests.desk import ROOT, Desk

_ADD = """
import django; django.setup()
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import Secrets
row = Mailbox(address=%r, fetch="imap", imap_host="127.0.0.1", imap_port=%d,
              imap_security="none", imap_user=%r, imap_after=%r, imap_move_to="Done")
row.seal(Secrets(imap_password=%r))
row.save()
"""


def add_mailbox(desk: Desk, port: int, password: str, *, user: str, after: str) -> None:
    """`user`'s mailbox on a server in clear at `port` is fetched as user@copyfy.io; what is taken
    in is then `after`: seen, kept, moved to Done, or deleted."""
    words = _ADD % (f"{user}@copyfy.io", port, user, after, password)
    subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=desk.environment, check=True)
