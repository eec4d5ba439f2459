"""Send the mails that come on standard input over one SMTP connection: HOST:PORT RECIPIENT.

Says "ready" when it is loaded, so that nobody measures how long Python takes to start.
"""

from __future__ import annotations

import smtplib
import sys


def main(server: str, recipient: str) -> None:
    host, _, port = server.partition(":")
    print("ready", flush=True)
    with smtplib.SMTP(host, int(port)) as smtp:
        while size := sys.stdin.buffer.read(4):
            mail = sys.stdin.buffer.read(int.from_bytes(size, "big"))
            smtp.sendmail("sender@shop.example", [recipient], mail)


if __name__ == "__main__":
    main(*sys.argv[1:])
