"""`kept replay`, as somebody at a terminal uses it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kept import cli
from kept.conftest import NOW
from kept.people.models import Staff
from kept.site import prepare
from kept.tickets import actions
from kept.tickets.tests.histories import answer

pytestmark = pytest.mark.django_db

COPYFY = prepare.policies() / "copyfy"
LOG = """ticket,when,what
7,2026-01-12 10:00,asked
7,2026-01-12 10:30,answered
8,2026-01-12 10:00,asked
8,2026-01-14 10:30,answered
"""
MEANS = ["--means", "asked=request", "--means", "answered=reply"]
COLUMNS = ["--case", "ticket", "--at", "when", "--activity", "what", "--zone", "UTC", *MEANS]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A policy that owes the first reply within four open hours."""
    folder = tmp_path / "draft"
    folder.mkdir()
    for name, text in prepare.policy_files(COPYFY).items():
        changed = text.replace("end of the first hour of a business day", "4 business hours")
        (folder / name).write_text(changed)
    return folder


@pytest.fixture
def answered(ask: Callable[..., int], agent: Staff) -> None:
    """Two requests of a Friday at 18:00; one is answered on Monday at 10:30, one at 13:30."""
    for hour in (10.5, 13.5):
        number = ask(at=NOW)
        at = NOW + timedelta(days=3, hours=hour - 18)
        actions.reply(number, answer(agent), by=agent, seen=1, at=at)


@pytest.fixture
def kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setattr("kept.cli.policy.desk_ready", lambda: None)  # the desk of the tests is

    def kept(*words: object) -> tuple[int, str, str]:
        code = cli.main(["replay", *map(str, words)])
        return code, *capsys.readouterr()

    return kept


@pytest.mark.usefixtures("answered")
def test_the_desks_record_under_a_draft(
    kept: Callable[..., tuple[int, str, str]], draft: Path
) -> None:
    code, out, _ = kept("--policy", draft)
    assert code == 0
    assert "2 requests from 09 January 2026" in out
    assert "first_reply: 50.0 % kept in force, 50.0 % under the draft; as many broken." in out
    assert "due earlier for 0 %, later for 100 % of 2." in out
    assert "Friday" in out


@pytest.mark.usefixtures("answered")
def test_all_figures_as_json(kept: Callable[..., tuple[int, str, str]], draft: Path) -> None:
    code, out, _ = kept("--policy", draft, "--json", "--keep", "95", "--takes", "5")
    told = json.loads(out)
    assert code == 0
    assert (told["imported"], told["requests"]) == (False, 2)
    assert told["moved"]["first_reply"] == {"both": 2, "earlier": 0, "later": 2}
    assert told["draft"][0]["by_weekday_and_hour"][4][18]["broken"] == 1
    assert told["staffing"]["takes_seconds"] == pytest.approx(300, abs=1)
    assert told["staffing"]["assumptions"]


@pytest.mark.usefixtures("edition")
def test_a_log_of_another_tool_is_called_imported(
    kept: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    code, out, _ = kept("--policy", COPYFY, "--history", log, *COLUMNS)
    assert code == 0
    assert "Imported: nothing of it was ever promised." in out
    assert "first_reply §5, draft" in out
    assert "No other policy is in force" in out


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--history", "no.csv", *COLUMNS], "no.csv: "),
        (["--history", "no.csv"], "Which column names the request?"),
        (["--history", "no.csv", "--mapping", "no.toml"], "no.toml: "),
        ([], "No request came in then"),
        (["--since", "2030-01-01"], "No request came in then"),
    ],
)
def test_what_stands_in_the_way_is_said(
    kept: Callable[..., tuple[int, str, str]], words: list[str], says: str
) -> None:
    code, out, error = kept("--policy", COPYFY, *words)
    assert (code, out) == (1, "")
    assert says in error


@pytest.mark.usefixtures("edition")
def test_a_read_that_is_broken_off_is_said(
    kept: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(progress: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kept.replay.shelf.events", read)
    said = "Stopped. What was read is kept; the next replay goes on.\n"
    assert kept("--policy", COPYFY) == (1, "", said)


@pytest.mark.parametrize("words", [["--keep", "0"], ["--takes", "-1"], ["--since", "monday"]])
def test_a_command_line_that_makes_no_sense(
    kept: Callable[..., tuple[int, str, str]], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        kept("--policy", COPYFY, *words)
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("owed", "earlier", "says"),
    [
        ("36 hours", 1, "1 due earlier, 0 new, on 1 open requests."),
        ("60 hours", 0, "the draft is better for none of them."),
    ],
)
def test_what_running_promises_would_gain(
    kept: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    ask: Callable[..., int],
    agent: Staff,
    *,
    owed: str,
    earlier: int,
    says: str,
) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    actions.classify(ask(at=now), kind="bug", cause="", by=agent, at=now)
    for name, text in prepare.policy_files(COPYFY).items():
        (tmp_path / name).write_text(text.replace('"48 hours"', f'"{owed}"'))
    asked = ["--policy", tmp_path, "--better-for-running"]
    assert kept(*asked)[1].endswith(f"Let it apply to promises that run: {says}\n")
    told = json.loads(kept(*asked, "--json")[1])["better_for_running"]
    assert (told["earlier"], told["new"], told["tickets"]) == (earlier, 0, earlier)


@pytest.mark.usefixtures("edition")
def test_another_tools_log_has_nothing_that_runs(
    kept: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    code, out, error = kept("--policy", COPYFY, "--history", log, *COLUMNS, "--better-for-running")
    assert (code, out) == (1, "")
    assert "a log of another tool has no running promises" in error
