"""The record as columns: under its own policy the desk is told what it really promised."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kept.conftest import NOW
from kept.core.calendar.instants import instant
from kept.core.promises import Edition
from kept.core.replay import NEVER, Act, History, Promises, State, replay
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record.models import Event
from kept.replay import shelf
from kept.replay.record import Events
from kept.tickets import actions

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
END = NOW + timedelta(days=30)


def read(until: datetime = END) -> History:
    told = Events()
    told.read_on()
    return told.history(until)


@pytest.fixture
def answer(agent: Staff) -> Callable[..., None]:
    def answer(number: int, at: datetime, **more: object) -> None:
        draft = actions.Draft(
            kind="agent",
            channel="mail",
            text="We look.",
            staff=agent,
            recipient="camille@maison-oriol.example",
            message_id=f"{number}.{at.timestamp()}@copyfy.io",
        )
        done = actions.reply(number, draft, by=agent, seen=100, at=at, **more)  # type: ignore[arg-type]
        assert isinstance(done, actions.Done), done

    return answer


@pytest.fixture
def desk(
    ask: Callable[..., int], answer: Callable[..., None], agent: Staff, customer: Customer
) -> None:
    """Four tickets: one kept, one late and solved, a bug that comes back, one released."""
    kept, late, bug, thanks = (ask(at=NOW + place * HOUR) for place in range(4))
    answer(kept, NOW + HOUR)
    answer(late, NOW + timedelta(days=5), then="solve")
    actions.classify(bug, kind="bug", cause="", by=agent, at=NOW + 2 * HOUR)
    answer(bug, NOW + 20 * HOUR, then="solve")
    actions.reopen(bug, by=agent, at=NOW + 30 * HOUR)
    actions.note(late, "Ask Piotr?", by=agent, at=NOW + HOUR)
    actions.release(thanks, 1, "Says thanks.", by=agent, at=NOW + 4 * HOUR)
    actions.expire(late, at=NOW + timedelta(days=4))


def told(promises: Promises, edition: Edition, numbers: list[int]) -> set[tuple[object, ...]]:
    rules = [rule.name for rule in edition.policy.promises]
    return {
        (
            numbers[ticket],
            rules[rule],
            instant(started),
            instant(due),
            None if met == NEVER else instant(met),
            State(state).name.lower(),
        )
        for ticket, rule, started, due, met, state in zip(
            *(
                getattr(promises, name).tolist()
                for name in ("ticket", "rule", "started_at", "due_at", "met_at", "state")
            ),
            strict=True,
        )
    }


def test_the_policy_in_force_promises_what_was_promised(desk: None, edition: Edition) -> None:
    history = read(NOW + timedelta(days=6))
    names = ("ticket", "rule", "started_at", "due_at", "met_at", "state")
    rows = set(Promise.objects.values_list(*names))
    overdue = {("running", True): "broken"}
    rows = {(*r[:5], overdue.get((r[5], r[3] < NOW + timedelta(days=6)), r[5])) for r in rows}
    assert told(replay(history, edition.policy), edition, history.numbers.tolist()) == rows
    assert {row[5] for row in rows} == {"kept", "broken", "released"}


def test_what_came_after_the_end_is_not_known(desk: None) -> None:
    history = read(NOW + HOUR)
    assert history.tickets == 2
    assert history.at.max() <= history.until


def test_a_ticket_that_was_carried_in_is_left_out(desk: None, ask: Callable[..., int]) -> None:
    number = ask()
    Event.objects.filter(ticket=number, type="TicketOpened").delete()
    assert number not in read().numbers.tolist()


def test_who_answered_and_what_was_asked_is_known(desk: None, agent: Staff) -> None:
    history = read()
    assert set(history.value[history.act == Act.REPLIED].tolist()) == {agent.pk}
    assert history.values["channel"] == ("", "mail")
    assert history.values["language"] == ("", "fr")


@pytest.mark.usefixtures("desk")
def test_only_what_is_new_is_read_again(
    ask: Callable[..., int], monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: object
) -> None:
    settings.KEPT_HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(shelf, "WORTH_WRITING", 1)
    reads: list[int] = []
    shelf.events(reads.append)
    ask()
    again = shelf.events(reads.append).history(END)
    assert reads[1:] == [2]
    fresh = read()
    assert again.numbers.tolist() == fresh.numbers.tolist()
    assert again.at.tolist() == fresh.at.tolist()
    assert again.values == fresh.values


@pytest.mark.usefixtures("desk")
def test_a_shelf_of_another_record_is_read_anew(
    ask: Callable[..., int], monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: object
) -> None:
    settings.KEPT_HOME = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(shelf, "WORTH_WRITING", 1)
    shelf.events()
    Event.objects.order_by("-pk").first().delete()  # type: ignore[union-attr]
    reads: list[int] = []
    shelf.events(reads.append)
    assert reads[0] > 3
    (tmp_path / "replay" / "events.npz").write_bytes(b"PK torn")  # type: ignore[operator]
    assert shelf.events().history(END).tickets == 4


def test_a_desk_without_tickets_has_an_empty_history(edition: Edition) -> None:
    history = read()
    assert history.tickets == 0
    assert len(replay(history, edition.policy)) == 0
