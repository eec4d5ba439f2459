"""An IMAP server of one's own: Dovecot, for as long as a test needs it.

    python -m tests.dovecot              says which Dovecot would be used

It lives in a temporary directory, listens on free ports of 127.0.0.1, knows its users from a file
and reads nothing of the system's own configuration. Root lends it to an unprivileged user.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

PATIENCE = 20.0
PASSWORD = "pass phrase é"
GUEST = "nobody"


class NoDovecotError(Exception):
    """There is none that the tests can use; the text says what to install."""


def binary() -> Path:
    """The server's program."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found or not Path("/usr/lib/dovecot/imap").exists():
        raise NoDovecotError("No Dovecot here; apt-get install dovecot-imapd")
    return Path(found)


@dataclass(frozen=True)
class Dovecot:
    """A running server: `port` in clear and with STARTTLS, `tls_port` with TLS; `certificate` is
    what a client must trust."""

    home: Path
    port: int
    tls_port: int
    certificate: Path
    restart: Callable[[], None]

    @contextmanager
    def client(self, user: str = "desk") -> Iterator[IMAPClient]:
        """A mail program of the mailbox's owner."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=PATIENCE) as client:
            client.plain_login(user, PASSWORD)
            yield client

    def deliver(
        self,
        mails: Iterable[bytes],
        user: str = "desk",
        folder: str = "INBOX",
        *,
        at: datetime | None = None,
        flags: tuple[bytes, ...] = (),
    ) -> None:
        """Put mails into a folder, in their order."""
        with self.client(user) as client:
            for raw in mails:
                client.append(folder, raw, flags, at or datetime.now(UTC))

    def contents(self, user: str = "desk", folder: str = "INBOX") -> list[tuple[bytes, set[bytes]]]:
        """The mails of a folder, with their flags, in their order."""
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            found = client.fetch(uids, ["BODY.PEEK[]", "FLAGS"])
        return [(found[uid][b"BODY[]"], set(found[uid][b"FLAGS"])) for uid in uids]

    def renumber(self, user: str = "desk", folder: str = "INBOX") -> None:
        """Give all mails of a folder new numbers, as after a restored backup."""
        box = self.home / "mail" / user / ("" if folder == "INBOX" else f".{folder}")
        numbers = box / "dovecot-uidlist"
        head = numbers.read_text().splitlines()[0]
        validity = int(head.split(" V")[1].split()[0])
        head = head.replace(f" V{validity} ", f" V{validity + 1000} ")
        numbers.write_text(f"{re.sub(' N[0-9]+', ' N1', head)}\n")
        for file in box.glob("dovecot.index*"):
            file.unlink()


@contextmanager
def dovecot(
    users: Iterable[str] = ("desk",),
    *,
    hidden: Iterable[str] = (),
    passwords: Mapping[str, str] | None = None,
    tokens: str = "",
) -> Iterator[Dovecot]:
    """A running server. `hidden`: capabilities that it lets nobody know of (`IDLE`, `MOVE`,
    `UIDPLUS`); `tokens`: the address that tells whose an access token is, for XOAUTH2."""
    program = binary()
    home = Path(tempfile.mkdtemp(prefix="kept-dovecot-"))
    try:
        who = _unprivileged()
        port, tls_port = _free_port(), _free_port()
        known = passwords or dict.fromkeys(users, PASSWORD)
        (home / "users").write_text(
            "".join(f"{user}:{{PLAIN}}{password}::::::\n" for user, password in known.items())
        )
        _certificate(home)
        config = home / "dovecot.conf"
        config.write_text(_config(home, who, port, tls_port, tuple(hidden), tokens))
        if os.getuid() == 0:
            _lend(home, who)
        running = _Running(program, config, home, who, port)
        running.start()
        try:
            yield Dovecot(home, port, tls_port, home / "cert.pem", running.restart)
        finally:
            running.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@dataclass
class _Running:
    program: Path
    config: Path
    home: Path
    who: str
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.home / "start.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-F", "-c", self.config],
                **_as(self.who),
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        until = time.monotonic() + PATIENCE
        while not _listens(self.port):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Dovecot did not start:\n{self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def log(self) -> str:
        texts = (self.home / "start.log", self.home / "dovecot.log")
        return "\n".join(one.read_text() for one in texts if one.exists())


def _as(who: str) -> dict[str, Any]:
    """Root starts the server as somebody else."""
    if os.getuid() != 0:
        return {}
    entry = pwd.getpwnam(who)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _unprivileged() -> str:
    return GUEST if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name


def _lend(home: Path, who: str) -> None:
    owner = pwd.getpwnam(who)
    for path in (home, *home.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _certificate(home: Path) -> None:
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", home / "key.pem", "-out", home / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip


_CAPABILITIES = ("IMAP4rev1", "LITERAL+", "SASL-IR", "ID", "ENABLE", "IDLE", "UIDPLUS", "MOVE")


def _config(
    home: Path, who: str, port: int, tls_port: int, hidden: tuple[str, ...], tokens: str
) -> str:
    group = grp.getgrgid(pwd.getpwnam(who).pw_gid).gr_name
    shown = " ".join(one for one in _CAPABILITIES if one not in hidden)
    return f"""
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
default_internal_user = {who}
default_internal_group = {group}
default_login_user = {who}
first_valid_uid = 1
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{home}/mail/%u
mail_fsync = never
mail_max_userip_connections = 100
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login {"xoauth2" if tokens else ""}
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
{f"imap_capability = {shown}" if hidden else ""}
passdb {{
  driver = passwd-file
  args = {home}/users
}}
{_token_passdb(home, tokens) if tokens else ""}
userdb {{
  driver = static
  args = uid={who} gid={group} home={home}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  client_limit = 200
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


def _token_passdb(home: Path, tokens: str) -> str:
    (home / "oauth2.conf").write_text(
        f"introspection_mode = post\nintrospection_url = {tokens}\n"
        "username_attribute = user\nactive_attribute = active\nactive_value = true\n"
    )
    return f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {home}/oauth2.conf\n}}"


def _free_port() -> int:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as client:
        return client.recv(4) == b"* OK"
    return False


def main() -> int:
    try:
        sys.stdout.write(f"{binary()}\n")
    except NoDovecotError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
