"""Read one mail in a process of its own: exit code 0 if the process lives to tell.

    python -m kept.channels.mail.incoming.trial FILE

For mails whose reading has ended the worker before. The answer is thrown away.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

SECONDS = 60.0


def survives(file: Path) -> bool:
    """Whether the mail in `file` can be read without ending the process, within a minute."""
    try:
        done = subprocess.run(  # noqa: S603  our own program, and a path that we made
            [sys.executable, "-m", __name__, str(file)], timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(file: Path) -> None:
    from kept.core.mail import understand

    raw = file.read_bytes().partition(b"\n")[2]
    now = datetime.now(UTC)
    understand(raw, mail_from="", rcpt_to=(), received_at=now, own_addresses=frozenset())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
