"""What the `kept` command says of input that it cannot use: a sentence, and nothing half done."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.cli import main
from kept.cli.serving import _is_news
from kept.site import prepare
from kept.site.desk import Desk
from kept.site.founding import write_desk
from tests.desk import free_address


def kept(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "DJANGO_SETTINGS_MODULE": "kept.site.settings",  # not those of the tests
        "KEPT_HOME": str(home),
        "KEPT_DATABASE": "",  # a record of its own, also where the tests' is in PostgreSQL
    }
    return subprocess.run(
        [sys.executable, "-m", "kept", *words],
        env=os.environ | environment | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def kept_here(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The command in this process, which must not get as far as a desk's settings and record."""
    return main(words), capsys.readouterr().err


def assert_refused(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        (["--address", "nope"], {}, "address: “nope” is not an e-mail address: it has no @."),
        (["--address", ""], {}, "address: “” is not an e-mail address: it has no @."),
        (["--name", ""], {}, "name: It must not be empty."),
        (["--url", "help"], {}, "url: “help” is not a public address such as https://"),
        (["--policy", "nowhere"], {}, "There is no folder nowhere."),
        (["--policy", "faulty"], {}, "The policy has mistakes:\n"),
        (["--policy", "latin"], {}, "latin/policy.toml:1:9: This is not text in UTF-8"),
        ([], {"KEPT_WEB": "foo"}, "KEPT_WEB: “foo” is not a host and a port such as 127.0.0.1:80"),
        ([], {"KEPT_WEB": "127.0.0.1:99999"}, "KEPT_WEB: “127.0.0.1:99999” is not a host and"),
        ([], {"KEPT_SMTP": "127.0.0.1:x"}, "KEPT_SMTP: “127.0.0.1:x” is not a host and a port"),
        ([], {"KEPT_DATABASE": "mysql://h/x"}, "KEPT_DATABASE: it must be like postgres://"),
        ([], {"KEPT_DATABASE": "postgres://h:abc/x"}, "KEPT_DATABASE: this is no address of a"),
        ([], {"KEPT_DATABASE": "postgres://h"}, "KEPT_DATABASE: the database's name is missing"),
    ],
)
def test_a_desk_is_not_begun_with_what_cannot_be_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    variables: dict[str, str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"KEPT_HOME": "desk", **variables}.items():
        monkeypatch.setenv(name, value)
    for name, content in {"faulty": b"name = 3", "latin": b'name = "\xe9"'}.items():
        tmp_path.joinpath(name).mkdir()
        tmp_path.joinpath(name, "policy.toml").write_bytes(content)
    code, said = kept_here(capsys, "init", *words)
    assert (code, sentence in said) == (1, True), said
    assert not tmp_path.joinpath("desk").exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("KEPT_WEB", "foo"), ("KEPT_WEB", "127.0.0.1:99999"), ("KEPT_SMTP", "127.0.0.1:x")],
)
def test_a_variable_that_cannot_be_used_is_named(tmp_path: Path, variable: str, value: str) -> None:
    write_desk(tmp_path, Desk())
    assert_refused(kept(tmp_path, "serve", **{variable: value}), f"{variable}: “{value}” is not")


def test_a_desk_that_is_there_is_brought_up_to_date_but_not_changed(tmp_path: Path) -> None:
    write_desk(tmp_path, Desk(name="Ours"))
    before = tmp_path.joinpath("desk.toml").read_bytes()
    sentence = f"There is a desk in {tmp_path} already; edit its desk.toml.\n"
    for words in (["--name", "X"], ["--address", "a@b.example"], ["--url", ""], ["--policy", "p"]):
        assert_refused(kept(tmp_path, "init", *words), sentence)
    assert [file.name for file in tmp_path.iterdir()] == ["desk.toml"]
    assert kept(tmp_path, "init").returncode == 0
    assert tmp_path.joinpath("desk.toml").read_bytes() == before


def test_a_desk_without_a_policy_is_not_served(tmp_path: Path) -> None:
    write_desk(tmp_path, Desk())
    listens = {"KEPT_WEB": free_address(), "KEPT_SMTP": free_address()}
    assert_refused(kept(tmp_path, "serve", **listens), "No policy is published yet. Run `kept init")


@pytest.mark.parametrize("variable", ["KEPT_WEB", "KEPT_SMTP"])
def test_an_address_of_another_machine_is_named(tmp_path: Path, variable: str) -> None:
    write_desk(tmp_path, Desk())
    listens = {"KEPT_WEB": free_address(), "KEPT_SMTP": free_address(), variable: "192.0.2.1:8000"}
    done = kept(tmp_path, "serve", **listens)
    assert_refused(done, "Kept cannot listen on 192.0.2.1:8000: ")
    assert f"Set {variable} to another address." in done.stderr


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    write_desk(tmp_path, Desk())
    done = kept(tmp_path, "tickets", KEPT_DATABASE=f"postgres://{free_address()}/kept")
    assert_refused(done, "The record cannot be reached: ")
    assert done.stderr.count("\n") == 1


def test_a_desk_is_named_as_its_policy_says(tmp_path: Path) -> None:
    airline = Path(__file__).parents[3] / "policies" / "airline"
    assert kept(tmp_path, "init", "--policy", str(airline)).returncode == 0
    told = (tmp_path / "desk.toml").read_text(encoding="utf-8")
    for said in ('"Vireo Air"', '"care@vireo-air.example"', '"Europe/Dublin"'):
        assert said in told


@pytest.mark.parametrize("command", ["init", "demo"])
@pytest.mark.parametrize("there", [True, False], ids=["empty folder", "no folder"])
def test_a_desk_whose_database_is_down_is_not_begun(
    tmp_path: Path, command: str, there: bool
) -> None:
    home = tmp_path / "desk"
    if there:
        home.mkdir()
        home.joinpath("mine").touch()
    done = kept(home, command, KEPT_DATABASE=f"postgres://{free_address()}/kept")
    assert_refused(done, "The record cannot be reached: ")
    assert "Nothing was set up." in done.stderr
    assert [file.name for file in tmp_path.rglob("*")] == (["desk", "mine"] if there else [])


def test_a_desk_that_is_there_stays_when_its_database_is_down(tmp_path: Path) -> None:
    write_desk(tmp_path, Desk(name="Ours"))
    done = kept(tmp_path, "init", KEPT_DATABASE=f"postgres://{free_address()}/kept")
    assert_refused(done, "The record cannot be reached: ")
    assert "Nothing was set up" not in done.stderr
    assert tmp_path.joinpath("desk.toml").exists()


@pytest.mark.parametrize("command", ["init", "serve", "demo"])
@pytest.mark.parametrize(
    ("home", "sentence"), [("file", "is a file, not a folder."), ("file/desk", "KEPT_HOME")]
)
def test_a_home_that_is_a_file_is_named(
    tmp_path: Path, command: str, home: str, sentence: str
) -> None:
    tmp_path.joinpath("file").touch()
    sentence = "There is no desk" if (command, home) == ("serve", "file/desk") else sentence
    assert_refused(kept(tmp_path / home, command), sentence)


def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(prepare, "_migrations_waiting", lambda: False)
    monkeypatch.setattr(prepare, "call_command", full)
    with pytest.raises(prepare.NotReadyError, match=r"in /.*: No space left on device\. Mend that"):
        prepare.bring_up_to_date(datetime.now(UTC))


def test_a_cut_stream_is_no_error_and_real_errors_stay() -> None:
    def news(message: str, *values: object) -> bool:
        return _is_news(logging.LogRecord("uvicorn.error", 40, "", 0, message, values, None))

    assert not news("Cancel %s running task(s), timeout graceful shutdown exceeded", 1)
    assert news("Exception in ASGI application\n")
