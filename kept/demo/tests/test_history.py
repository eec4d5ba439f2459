"""The history by itself: for whatever moment it is made, it is over, believable and the same."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.core.policy import Policy, read
from kept.demo.cast import customers, regulars, told
from kept.demo.history import History, Outage
from kept.demo.published import earlier
from kept.site import prepare

PRESENT = prepare.policy_files(prepare.policies() / "copyfy")
POLICY: Policy = read(PRESENT)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

moments = st.integers(0, 5 * 365 * 24).map(lambda hours: NOW + timedelta(hours=hours))


@settings(max_examples=25)
@given(moments)
def test_everything_in_it_is_over_and_in_order(now: datetime) -> None:
    scripts = list(History(now, POLICY).scripts())
    assert 200 < len(scripts) < 320
    assert [at for at, _script in scripts] == sorted(at for at, _script in scripts)
    for at, script in scripts:
        steps = [step["at"] for step in script["steps"]]
        assert [at, *steps, now] == sorted([at, *steps, now])
        last = script["steps"][-1]
        assert last["do"] in ("solve", "close") or last.get("then") == "solve"


@settings(max_examples=25)
@given(moments)
def test_the_outage_begins_before_the_desk_opens_in_the_middle_of_a_week(now: datetime) -> None:
    outage = Outage.before(now, POLICY)
    assert outage.begin.weekday() in (1, 2, 3)
    assert not POLICY.calendar.is_open(outage.begin)
    assert POLICY.calendar.is_open(outage.end)
    answers = [
        step["at"]
        for _at, script in History(now, POLICY).scripts()
        for step in script["steps"]
        if step["do"] == "reply" and "then" not in step
    ]
    assert not any(outage.begin <= at < outage.end for at in answers)


def test_it_is_the_same_each_time() -> None:
    assert list(History(NOW, POLICY).scripts()) == list(History(NOW, POLICY).scripts())


def test_requests_come_while_europe_and_america_are_at_work() -> None:
    times = [at for at, _script in History(NOW, POLICY).scripts()]
    days = Counter(at.weekday() for at in times)
    assert min(days[day] for day in range(5)) > 2 * max(days[5], days[6]) > 0
    assert len({at.hour for at in times}) > 15
    assert sum(6 <= at.hour < 23 for at in times) > 0.85 * len(times)


def test_no_subject_is_asked_often() -> None:
    subjects = Counter(script["subject"] for _at, script in History(NOW, POLICY).scripts())
    assert max(subjects.values()) <= 12


def test_everybody_has_an_address_for_examples_only() -> None:
    assert not regulars().keys() & told("people.toml")["customer"].keys()
    for one in customers().values():
        assert one.email.endswith(".example")
        assert one.language in ("en", "fr")


def test_the_earlier_policy_is_without_mistakes_and_owed_more_slowly() -> None:
    before = read(earlier(PRESENT))
    assert before.updated < POLICY.updated
    [slower], [faster] = (
        [one.owed for one in rules.promises if one.name == "fix"] for rules in (before, POLICY)
    )
    assert slower.due(NOW, POLICY.calendar) > faster.due(NOW, POLICY.calendar)


def test_an_earlier_policy_is_not_made_of_a_text_that_says_something_else() -> None:
    with pytest.raises(ValueError, match=r"policy\.toml does not say “10:00 to 19:00” once"):
        earlier(PRESENT | {"policy.toml": "open = '9:00 to 17:00'"})
