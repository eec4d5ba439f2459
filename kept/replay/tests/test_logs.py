"""Logs of other tools: what their columns mean, and what is wrong with them, in sentences."""

import io
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.core.calendar.instants import instant
from kept.core.policy import read
from kept.core.replay import Act, History, replay
from kept.replay.logs import LogError, read_log
from kept.replay.mapping import LogMapping, MappingError, mapping_of, read_mapping
from kept.site import prepare

MAPPING = """
case = "ticket"
at = "when"
activity = ["status", "detail"]
person = "who"
zone = "Europe/Paris"
[means]
"Open/" = "request"
"Open/answered" = "reply"
"Open/customer" = "message"
"Wait/user" = "wait"
"Done/" = "solve"
"Closed/" = "close"
[facts]
priority = "impact"
"""
LOG = """ticket,when,status,detail,who,impact
b,2026-01-13T09:00:00+05:00,Open,,,low
a,2026-01-12T10:00:00,Open,,,high
a,2026-01-12T11:00:00,Open,answered,ann,high
a,2026-01-12T11:30:00,Open,filed,ann,high
a,2026-01-12T12:00:00,Wait,user,ann,high
a,2026-01-12T13:00:00,Open,customer,,high
a,2026-01-12T14:00:00,Done,,bob,high
a,2026-01-12T15:00:00,Done,,bob,high
a,2026-01-12T16:00:00,Open,answered,bob,high
a,2026-01-12T17:00:00,Closed,,,high
a,2026-01-12T18:00:00,Done,,bob,high
"""
WIDE = """id,created,resolved
1,12/Jan/26 09:00,12/Jan/26 19:00
2,13/Jan/26 09:00,
"""


def log(text: str = LOG, mapping: str = MAPPING) -> History:
    return read_log(io.StringIO(text), read_mapping(mapping))


def acts(history: History, place: int) -> list[str]:
    return [Act(one).name for one in history.act[history.ticket == place].tolist()]


def test_a_row_an_activity() -> None:
    history = log()
    assert history.imported
    assert acts(history, 0) == [
        "RECEIVED",
        "REPLIED",
        "WAITING",
        "RECEIVED",
        "SOLVED",
        "REOPENED",
        "REPLIED",
        "CLOSED",
    ]
    assert acts(history, 1) == ["RECEIVED"]
    assert [history.values["priority"][code] for code in history.facts["priority"]] == [
        "high",
        "low",
    ]
    people = history.value[history.act == Act.REPLIED].tolist()
    assert len(set(people)) == 2
    assert 0 not in people


def test_stamps_are_read_in_the_zone_whatever_offset_they_carry() -> None:
    opened = [instant(one) for one in log().opened.tolist()]
    assert opened == [datetime(2026, 1, 12, 9, tzinfo=UTC), datetime(2026, 1, 13, 8, tzinfo=UTC)]
    own = log(mapping=MAPPING.replace('zone = "Europe/Paris"', ""), text=LOG[: LOG.index("a,2026")])
    assert instant(int(own.opened[0])) == datetime(2026, 1, 13, 4, tzinfo=UTC)


def test_a_row_a_request() -> None:
    wide = LogMapping(
        case="id",
        zone="UTC",
        form="%d/%b/%y %H:%M",
        moments={"created": "request", "resolved": "solve"},
    )
    history = read_log(io.StringIO(WIDE), wide)
    assert [acts(history, 0), acts(history, 1)] == [["RECEIVED", "SOLVED"], ["RECEIVED"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: there is no column 'ticket'; the columns are none."),
        ("ticket,when,status,detail,who\n", "no column 'impact'; the columns are ticket, when"),
        (LOG.split("\n")[0] + "\n", "The log has no entries"),
        (LOG.replace("2026-01-12T12:00:00", "noon"), "line 6: 'noon' is not an ISO 8601 moment"),
    ],
)
def test_a_log_that_cannot_be_read_says_where_and_why(text: str, says: str) -> None:
    with pytest.raises(LogError, match=says):
        log(text)


def test_a_stamp_without_zone_is_refused() -> None:
    with pytest.raises(LogError, match=r"line 3: .* has no offset from UTC; name the zone"):
        log(mapping=MAPPING.replace('zone = "Europe/Paris"', ""))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Which column names the request"),
        ({"case": "id"}, "Name the columns of the moment and of the activity"),
        ({"case": "id", "at": "t", "activity": "a", "who": "x"}, "A mapping knows no 'who'"),
        ({"case": 3}, "case is written as text"),
        (
            {"case": "id", "at": "t", "activity": "a", "means": {"Open": "answer"}},
            "'Open' means 'answer'; it can mean request, message, reply",
        ),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(MappingError, match=says):
        mapping_of(given)


def test_a_mapping_that_is_no_toml_is_refused() -> None:
    with pytest.raises(MappingError, match="not TOML"):
        read_mapping("case =")


MAPPINGS = sorted(Path(__file__).parents[3].glob("tests/corpora/logs/*.toml"))


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_real_logs_run_through(path: Path, corpora: Path) -> None:
    given = tomllib.loads(path.read_text())
    with (corpora / given.pop("file")).open(newline="", encoding="utf-8") as file:
        history = read_log(file, mapping_of(given))
    promises = replay(history, read(prepare.policy_files(prepare.policies() / "copyfy")))
    assert history.imported
    assert history.tickets > 400
    assert len(promises) >= history.tickets
