"""A Postfix of one's own, for as long as a test runs.

    python -m tests.postfix       says which Postfix would be used

It has its own configuration, queue and log in a temporary directory, listens on free ports of
127.0.0.1 only, resolves nothing and knows no way to the world outside. Debian's package in /etc is
neither read nor changed. Postfix's master wants to be started by root.
"""

import os
import pwd
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desk import free_address

PATIENCE = 20.0
COMMANDS, DAEMONS = Path("/usr/sbin"), Path("/usr/lib/postfix/sbin")

_SERVICES = """\
{port}     inet  n - n - - smtpd
pickup     unix  n - n 60 1 pickup
cleanup    unix  n - n - 0 cleanup
qmgr       unix  n - n 300 1 qmgr
rewrite    unix  - - n - - trivial-rewrite
bounce     unix  - - n - 0 bounce
defer      unix  - - n - 0 bounce
trace      unix  - - n - 0 bounce
verify     unix  - - n - 1 verify
flush      unix  n - n 1000? 0 flush
smtp       unix  - - n - - smtp
lmtp       unix  - - n - - lmtp
error      unix  - - n - - error
retry      unix  - - n - - error
discard    unix  - - n - - discard
virtual    unix  - n n - - virtual
anvil      unix  - - n - 1 anvil
scache     unix  - - n - 1 scache
proxymap   unix  - - n - - proxymap
tlsmgr     unix  - - n 1000? 1 tlsmgr
postlog    unix-dgram n - n - 1 postlogd
"""


class NoPostfixError(Exception):
    """There is none that the tests can use; the text says what to do."""


@dataclass(frozen=True)
class Postfix:
    """A running MTA: where it listens, and its directory."""

    port: int
    home: Path

    def log(self) -> str:
        return (self.home / "log").read_text() if (self.home / "log").exists() else ""

    def flush(self) -> None:
        """Try what waits in the queue now."""
        _run("postqueue", "-c", str(self.home / "etc"), "-f")

    def waiting(self) -> list[str]:
        """What waits in the queue, a line each with its reason."""
        said = _run("postqueue", "-c", str(self.home / "etc"), "-j")
        return said.splitlines()

    def boxes(self) -> list[bytes]:
        """The mails that it delivered itself."""
        return [file.read_bytes() for file in sorted((self.home / "boxes").rglob("new/*"))]


def installed() -> Path:
    """The program. Raises NoPostfixError."""
    program = COMMANDS / "postfix"
    if not (program.exists() and (DAEMONS / "master").exists()):
        raise NoPostfixError("No Postfix here; apt-get install postfix")
    return program


def usable() -> Path:
    """The same, where this user may start it. Raises NoPostfixError."""
    if os.getuid() != 0:
        raise NoPostfixError("Postfix is started by root; run these tests as root")
    return installed()


@contextmanager
def running(settings: Mapping[str, str]) -> Iterator[Postfix]:
    """A Postfix with these settings of main.cf beside what keeps it to itself."""
    program = usable()
    home = Path(tempfile.mkdtemp(prefix="kept-postfix-"))
    port = int(free_address().rpartition(":")[2])
    home.chmod(0o755)
    server = None
    try:
        _furnish(home, port, settings)
        server = subprocess.Popen(
            [program, "-c", home / "etc", "start-fg"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        postfix = Postfix(port, home)
        _wait_until_it_answers(postfix, server)
        yield postfix
    finally:
        if server is not None:
            subprocess.run([program, "-c", home / "etc", "abort"], check=False, capture_output=True)
            try:
                server.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


def _furnish(home: Path, port: int, settings: Mapping[str, str]) -> None:
    owner = pwd.getpwnam("postfix")
    for name in ("etc", "queue", "data", "boxes"):
        (home / name).mkdir(mode=0o755)
    for name in ("data", "boxes"):
        os.chown(home / name, owner.pw_uid, owner.pw_gid)
    main = {
        "compatibility_level": "3.6",
        "queue_directory": home / "queue",
        "data_directory": home / "data",
        "command_directory": COMMANDS,
        "daemon_directory": DAEMONS,
        "maillog_file": home / "log",
        "maillog_file_prefixes": home,
        "mail_owner": "postfix",
        "setgid_group": "postdrop",
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "mynetworks": "127.0.0.0/8",
        "myhostname": "mx.example.org",
        "mydestination": "",
        "alias_maps": "",
        "smtp_dns_support_level": "disabled",
        "smtp_host_lookup": "native",
        "default_transport": "error:5.4.4 this Postfix knows no way to the world outside",
        "relay_transport": "error:5.4.4 this Postfix knows no way to the world outside",
        "virtual_mailbox_base": home / "boxes",
        "virtual_uid_maps": f"static:{owner.pw_uid}",
        "virtual_gid_maps": f"static:{owner.pw_gid}",
        "smtpd_recipient_restrictions": "permit_mynetworks, reject",
        "smtpd_peername_lookup": "no",
        "unverified_recipient_reject_code": "550",
        "minimal_backoff_time": "1s",
        "maximal_backoff_time": "1s",
        "queue_run_delay": "1s",
        "address_verify_poll_delay": "1s",  # not the 3 s that suit a busy server
        "in_flow_delay": "0",
        "debugger_command": "",
    }
    lines = [f"{name} = {value}" for name, value in {**main, **settings}.items()]
    (home / "etc" / "main.cf").write_text("\n".join(lines) + "\n")
    (home / "etc" / "master.cf").write_text(_SERVICES.format(port=port))


def _wait_until_it_answers(postfix: Postfix, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, f"Postfix ended by itself:\n{postfix.log()}"
        try:
            smtplib.SMTP("127.0.0.1", postfix.port, timeout=5).quit()
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Postfix does not answer:\n{postfix.log()}")


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def main() -> int:
    try:
        sys.stdout.write(f"{installed()}\n")
    except NoPostfixError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
