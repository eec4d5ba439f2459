"""Why? is answered for every decision: the clause in force, the facts, the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from kept.core import events as e
from kept.core.decide import Refused
from kept.core.explain import Explanation, decides, explain, explain_refusal
from kept.core.explain.deciding import explained
from kept.core.explain.explanation import Decision
from kept.core.explain.said import explaining
from kept.core.policy import read
from kept.core.policy.tests.written import copyfy, edited
from kept.core.promises import Edition, overdue, unfold
from kept.core.ticket import Ticket

FRIDAY = datetime(2026, 7, 10, 18, 20, tzinfo=UTC)  # the Tuesday after it is a holiday
HOUR = timedelta(hours=1)
CUSTOMER, INES = e.Actor("customer", 1), e.Actor("staff", 3)
EDITION = Edition(1, read(copyfy()))

#: They happen, and decide nothing.
SILENT = {
    e.MessageReceived,
    e.ReplySent,
    e.NoteWritten,
    e.Acknowledged,
    e.MarkedWaiting,
    e.Solved,
    e.Closed,
    e.DeliveryFailed,
    e.TicketImported,
    e.MessageImported,
    e.MessageVouched,
    e.MessageDiscarded,
    e.ReplyWithdrawn,
    e.ReplySentAgain,
    e.AnswerRated,
    e.CopyFailed,
    e.Linked,
    e.Unlinked,
    e.PersonErased,
    e.WordsErased,
    e.Snoozed,
    e.Woken,
    e.Followed,
    e.Unfollowed,
    e.NewsRead,
    e.TagsChanged,
    e.TakenBack,
}


class Story:
    """A ticket that things happen to, under one policy."""

    def __init__(self, edition: Edition = EDITION) -> None:
        self.edition, self.state = edition, Ticket()
        self.history: list[e.Recorded] = []
        self.then(
            FRIDAY,
            CUSTOMER,
            e.TicketOpened(customer=1, channel="mail", language="fr", policy=edition.version),
            e.MessageReceived(message=1, customer=1, channel="mail"),
        )

    def then(self, at: datetime, by: e.Actor, *facts: e.Event) -> Story:
        recorded, self.state = unfold(self.state, facts, at, by, self.edition)
        self.history += recorded
        return self

    def why(self, language: str = "en", zone: str = "UTC") -> dict[str, Explanation]:
        """The last explanation of each decision."""
        return {one.decision: one for one in self.all(language, zone)}

    def all(self, language: str = "en", zone: str = "UTC") -> tuple[Explanation, ...]:
        editions: Mapping[int, Edition] = {self.edition.version: self.edition}
        return explain(
            self.history, editions.__getitem__, language=language, zone=zone, staff={3: "Inès"}
        )


def bare(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def steps(one: Explanation) -> str:
    return bare("; ".join(one.steps))


def looked(one: Explanation) -> dict[str, str]:
    return {fact.name: bare(fact.value) for fact in one.facts}


def test_a_due_moment_is_explained() -> None:
    why = Story().why()["due"]
    assert why.says == "First reply: due Monday 13 July 11:00."
    assert why.promise == 1
    assert why.cited
    assert (why.cited.clause, why.cited.version) == ("5", 1)
    assert why.cited.title == "How to ask, and when you hear"
    assert why.cited.quote == (
        "As a rule you have an answer by the end of the first hour of a business day, "
        "at the latest."
    )
    assert steps(why) == (
        "received Friday 18:20; closed at 19:00; closed for the weekend; opens Monday 10:00; "
        "first hour ends 11:00"
    )
    assert looked(why) == {
        "counted from": "message 1, Friday 10 July 18:20",
        "channel": "e-mail",
        "language": "French",
        "owed": "end of the first hour of a business day",
        "the team’s own aim": "1 business hour (Monday 13 July 10:20)",
        "calendar": "opening hours",
        "zone of the calendar": "UTC",
    }


def test_it_is_explained_in_french_on_the_readers_clock() -> None:
    why = Story().why("fr", "Europe/Paris")["due"]
    assert bare(why.says) == "Première réponse : échéance lundi 13 juillet à 13 h."
    assert steps(why).startswith("reçue vendredi à 20 h 20; fermé à 21 h")
    assert looked(why)["calendrier"] == "horaires d’ouverture"
    assert why.cited
    assert why.cited.quote.startswith("En règle générale, vous avez une réponse")


def test_a_reader_of_another_language_reads_the_original_clause() -> None:
    why = Story().why("nl")["due"]
    assert why.says.startswith("First reply")
    assert why.cited
    assert why.cited.quote.startswith("En règle générale")


def test_a_calendar_is_named_as_the_policy_names_it() -> None:
    files = edited(
        ("policy.toml", 'owed = "48 hours"', 'owed = "8 business hours"\ncalendar = "pro"'),
        (
            "policy.toml",
            "[problem]",
            '[calendar.pro]\nclause = 1\nzone = "Europe/Paris"\ndays = "Monday to Sunday"\n'
            'open = "8:00 to 22:00"\n\n[problem]',
        ),
        ("en.md", "{{ hours }}", "{{ hours }}, for Pro {{ calendar.pro }}"),
        ("fr.md", "{{ hours }}", "{{ hours }}, pour Pro {{ calendar.pro }}"),
    )
    story = Story(Edition(4, read(files)))
    story.then(FRIDAY + HOUR, INES, e.Classified(kind="bug"))
    why = story.why()["due"]
    assert looked(why)["calendar"] == "calendar “pro”"
    assert looked(why)["only for kind"] == "“bug”"
    assert why.cited
    assert why.cited.version == 4
    assert "pro-" not in str(why), "a digest says nothing to anybody"


def test_a_resend_and_a_repetition_are_explained() -> None:
    story = Story()
    story.then(
        FRIDAY + 3 * HOUR,
        CUSTOMER,
        e.MessageReceived(message=2, customer=1, channel="mail"),
        e.Repeated(message=2, clause="5", policy=1),
    )
    story.then(
        FRIDAY + 30 * HOUR,
        CUSTOMER,
        e.MessageReceived(message=3, customer=1, channel="mail"),
        e.Resent(message=3, clause="5", policy=1, waited_seconds=27 * 3600),
    )
    why = story.why()
    assert bare(why["repetition"].says) == (
        "The same words again, before 24 hours were over: no resend."
    )
    assert steps(why["repetition"]) == (
        "last written Friday 10 July 18:20; written again Friday 10 July 21:20; "
        "24 hours over only Saturday 11 July 18:20"
    )
    assert steps(why["resend"]) == (
        "last written Friday 10 July 21:20; 24 hours over Saturday 11 July 21:20; "
        "written again Sunday 12 July 0:20"
    )
    assert why["resend"].cited
    assert "send your request again" in why["resend"].cited.quote


def test_what_a_person_decided_names_the_person() -> None:
    story = Story()
    story.then(FRIDAY, INES, e.Assigned(to=3), e.Classified(kind="bug", cause="product"))
    why = story.why()
    assert why["taken"].says == "Inès took it."
    assert why["sorted"].says == "Inès sorted it: “a bug of the product”."
    assert why["sorted"].cited
    assert why["sorted"].cited.clause == "2"
    assert why["sorted"].cited.quote == "a. a bug of the product: a feature doesn’t work;"
    assert story.then(FRIDAY, INES, e.Assigned(to=None)).why()["given_back"].cited is None


def test_kept_broken_late_and_owed_again() -> None:
    kept = Story().then(FRIDAY + HOUR / 2, INES, e.ReplySent(message=2))
    assert steps(kept.why()["kept"]) == "done 64 h 10 before it was due".replace(
        "64 h 10", "2 d 16 h"
    )
    bounced = kept.then(
        FRIDAY + HOUR, e.DESK, e.DeliveryFailed(message=2, permanent=True, reason="no such user")
    )
    assert steps(bounced.why()["owed_again"]).startswith("received Friday 18:20")
    late = Story()
    monday = FRIDAY + 72 * HOUR
    late.then(monday, e.DESK, *overdue(late.state, monday)).then(
        monday, INES, e.ReplySent(message=2)
    )
    why = late.why()
    assert steps(why["broken"]) == "nothing was done until Monday 13 July 11:00"
    assert steps(why["late"]) == "done 7 h 20 after it was due, 7 h 20 of it in open time"


def test_a_release_says_why() -> None:
    by_hand = Story().then(
        FRIDAY, INES, e.PromiseReleased(promise=1, reason="Only thanks.", clause="5")
    )
    assert by_hand.why()["released"].says == "First reply: released. Only thanks."
    closed = Story().then(FRIDAY, CUSTOMER, e.Closed())
    assert closed.why()["released"].says == (
        "First reply: released. The customer closed the request."
    )
    assert closed.why("fr")["released"].says.endswith("Le client a clos la demande.")


def test_a_pause_and_its_end_are_reckoned() -> None:
    story = Story().then(FRIDAY, INES, e.Classified(kind="bug"), e.ReplySent(message=2))
    number = next(p.number for p in story.state.promises if p.kind == "fix")
    left = 40 * 3600.0
    story.then(FRIDAY + 8 * HOUR, e.DESK, e.PromisePaused(promise=number, left_seconds=left))
    assert bare(story.why()["paused"].says) == "Fix: on hold, 40 h left."
    back = FRIDAY + 20 * HOUR
    resumed = e.PromiseResumed(
        promise=number, paused_at=FRIDAY + 8 * HOUR, due_at=back + timedelta(seconds=left)
    )
    why = story.then(back, e.DESK, resumed).why()["resumed"]
    assert why.says == "Fix: runs again, due Monday 13 July 6:20."
    assert steps(why) == (
        "40 h left; counted again from Saturday 11 July 14:20; due Monday 6:20, after 40 hours"
    )


def test_what_is_left_of_a_reopened_fix_is_reckoned() -> None:
    story = Story().then(FRIDAY, INES, e.Classified(kind="bug"), e.ReplySent(message=2))
    story.then(FRIDAY + HOUR, INES, e.Solved())
    story.then(
        FRIDAY + 2 * HOUR,
        CUSTOMER,
        e.MessageReceived(message=3, customer=1, channel="mail"),
        e.Reopened(),
    )
    again = [one for one in story.all() if one.decision == "due" and one.says.startswith("Fix")][-1]
    assert steps(again) == (
        "47 h left; counted again from Friday 10 July 20:20; due Sunday 19:20, after 47 hours"
    )


def test_a_refusal_cites_its_clause() -> None:
    refused = Refused("reply_owed", "A reply is still owed.", clause="5")
    why = explain_refusal(refused, str(refused), EDITION, at=FRIDAY, language="en")
    assert (why.decision, why.says) == ("refused", "A reply is still owed.")
    assert why.cited
    assert why.cited.title == "How to ask, and when you hear"


# Nothing is left out


def test_every_event_is_explained_or_decides_nothing() -> None:
    for event in get_args(e.Event):
        handled = explained.dispatch(event) is not explained.dispatch(object)
        assert handled != (event in SILENT), f"{event.__name__}: explain it, or say it is silent"
    assert decides(e.Assigned(to=3))
    assert not decides(e.Solved())


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_a_language_says_every_decision(language: str) -> None:
    words, english = explaining(language), explaining("en")
    assert set(words.says) == set(get_args(Decision))
    assert set(words.facts) == set(english.facts)
    assert {k: len(v) for k, v in words.steps.items()} == {
        k: len(v) for k, v in english.steps.items()
    }
    assert set(words.released) == set(get_args(e.ReleaseCode))
