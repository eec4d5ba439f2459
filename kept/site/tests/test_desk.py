"""The desk's own file, and what must not happen to a real desk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kept.site.desk import Desk, DeskError, Smtp, read_desk
from kept.site.environment import listening
from kept.site.founding import write_desk


@pytest.mark.parametrize(
    "name", ["Copyfy", 'The "Best" Desk', "C:\\desk", "Été à l’œuvre 😀", "a\nb"]
)
def test_a_desk_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    desk = Desk(name=name, address="desk@example.org", zone="Europe/Paris")
    write_desk(tmp_path, desk)
    assert read_desk(tmp_path) == desk


@pytest.mark.parametrize("line", ['nmae = "x"', "name = 3", "name = ", '[smtp]\nport = "25"'])
def test_what_cannot_be_read_is_said_with_its_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "desk.toml").write_text(line)
    with pytest.raises(DeskError, match=r"desk\.toml"):
        read_desk(tmp_path)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('name = " "', "name: It must not be empty."),
        ('address = "desk"', "address: “desk” is not an e-mail address: it has no @."),
        ('address = "a@b"', "address: “a@b” is not an e-mail address such as ada@example.org."),
        (
            'address = "Ada <a@example.org>"',
            "address: “Ada <a@example.org>” is more than an e-mail address such as "
            "help@example.org.",
        ),
        *(
            (
                f'url = "{url}"',
                f"url: “{url}” is not a public address such as https://help.example.org, "
                "with nothing after the host.",
            )
            for url in (
                "",
                "help.example.org",
                "ftp://example.org",
                "https://",
                "http://a b",
                "https://example.org/desk",
                "https://example.org:99999",
                "http://me@example.org",
            )
        ),
        (
            'zone = "Mars/Base"',
            "zone: There is no time zone called 'Mars/Base'. "
            "Use a name such as 'Europe/Paris', 'America/New_York' or 'UTC'.",
        ),
        ("smtp = 3", "smtp must be a table, [smtp], not 3."),
        ("smtp = false", "smtp must be a table, [smtp], not False."),
        ("[smtp]", "smtp.host is missing: the server that takes outgoing mail."),
        ("[smtp]\nport = 25", "smtp.host is missing: the server that takes outgoing mail."),
        ('[smtp]\nhost = ""', "smtp.host: It must not be empty."),
        (
            '[smtp]\nhost = "mail.example.org"\nport = 0',
            "smtp.port: 0 is not a port: they go from 1 to 65535.",
        ),
        (
            '[smtp]\nhost = "mail.example.org"\nsecurity = "startls"',
            "smtp.security: “startls” is not one of 'starttls', 'tls' and 'none'.",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(tmp_path: Path, lines: str, sentence: str) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(lines, "utf-8")
    with pytest.raises(DeskError) as refused:
        read_desk(tmp_path)
    assert str(refused.value) == f"{file}: {sentence}"


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_all_that_can_be_set_is_read(tmp_path: Path, security: str) -> None:
    (tmp_path / "desk.toml").write_text(
        'address = "Help@Example.org"\nurl = "https://help.example.org:8443"\nzone = "+01:00"\n'
        f'[smtp]\nhost = "::1"\nport = 25\nsecurity = "{security}"\n'
    )
    desk = read_desk(tmp_path)
    assert desk.smtp == Smtp(host="::1", port=25, security=security)
    assert desk.url == "https://help.example.org:8443"


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8000", "localhost:80", "[::1]:8000", "0.0.0.0:65535"]
)
def test_an_address_to_listen_on(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("KEPT_WEB", address)
    assert listening("KEPT_WEB", "127.0.0.1:1") == address


def test_a_real_desk_is_never_filled_with_the_demo(tmp_path: Path) -> None:
    write_desk(tmp_path, Desk(name="Real"))
    done = subprocess.run(
        [sys.executable, "-m", "kept", "demo"],
        env=os.environ
        | {"KEPT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kept.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is no demo" in done.stderr
    assert not (tmp_path / "kept.sqlite3").exists()
