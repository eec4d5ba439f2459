"""Read one mail in a process of its own: exit code 0 if the process lives to tell.

    python -m kept.channels.mail.incoming.trial FILE KEPT_HOME

For mails whose reading has ended the worker before. The answer is thrown away. Signatures are
checked as the worker would, by what the desk knows of their signers: that is a part of reading.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

SECONDS = 60.0


def survives(file: Path) -> bool:
    """Whether the mail in `file` can be read without ending the process, within a minute."""
    try:
        done = subprocess.run(  # noqa: S603  our own program, and a path that we made
            [sys.executable, "-m", __name__, str(file), str(settings.KEPT_HOME)],
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(file: Path, home: Path) -> None:
    from kept.channels.mail.senders import certificates, keys
    from kept.core.mail import understand

    understand(
        file.read_bytes().partition(b"\n")[2],
        mail_from="",
        rcpt_to=(),
        received_at=datetime.now(UTC),
        own_addresses=frozenset(),
        certificates=certificates.known_in(home),
        keys=keys.known_in(home),
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
