"""Which promise applies to a request, and that a promise which never applies is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kept.core.calendar.owed import Elapsed
from kept.core.policy import PromiseRule
from kept.core.policy.mistakes import Notebook
from kept.core.policy.node import Document
from kept.core.policy.reachable import check_reachable
from kept.core.policy.rules import Rules

VALUES = {
    "channel": ("mail", "form", "portal", "desk"),
    "kind": ("bug", "question"),
    "plan": ("free", "pro"),
    "language": ("en",),
}
#: Every request there can be, as far as these facts go. Only the channel is always one of ours.
REQUESTS = [
    dict(zip(VALUES, facts, strict=True))
    for facts in product(
        VALUES["channel"], (*VALUES["kind"], ""), (*VALUES["plan"], ""), ("en", "de")
    )
]
Whens = list[Mapping[str, tuple[str, ...]]]

whens = st.fixed_dictionaries(
    {},
    optional={
        fact: st.lists(st.sampled_from(values), unique=True, min_size=1).map(tuple)
        for fact, values in VALUES.items()
    },
)


def promises(conditions: Whens, internal: tuple[int, ...] = ()) -> tuple[PromiseRule, ...]:
    return tuple(
        PromiseRule(
            f"p{number}",
            "1",
            "first_reply",
            Elapsed(timedelta(hours=72)),
            when=when,
            internal=number in internal,
        )
        for number, when in enumerate(conditions)
    )


def refused(rules: tuple[PromiseRule, ...]) -> dict[str, str]:
    """What is said of each promise that can never apply."""
    book = Notebook()
    document = Document("\n".join(f"[promise.{rule.name}]" for rule in rules), book)
    assert document.root is not None
    read = Rules(promises=rules)
    tables = (document.root.entries() or {})["promise"].entries() or {}
    read.nodes = {node.name: node for node in tables.values()}
    check_reachable(read)
    return {str(m.facts["rule"]): m.sentence for m in book.mistakes(("policy.toml",))}


@given(st.lists(whens, min_size=1, max_size=5))
def test_exactly_those_that_no_request_reaches_are_refused(conditions: Whens) -> None:
    rules = promises(conditions)
    reached = set()
    for request in REQUESTS:
        first = next((rule for rule in rules if rule.applies(request)), None)
        if first:
            reached.add(f"promise.{first.name}")
    assert set(refused(rules)) == {f"promise.{rule.name}" for rule in rules} - reached


def test_the_ones_that_hide_it_are_named_and_no_others() -> None:
    rules = promises(
        [
            {"language": ("en",)},
            {"channel": ("mail", "form")},
            {"plan": ("pro",)},
            {"channel": ("portal", "desk")},
            {"kind": ("bug",)},
        ]
    )
    assert refused(rules) == {
        "promise.p4": "promise.p4 can never apply: of the first_reply promises the first that "
        "holds counts, and promise.p1 and promise.p3, written before it, always hold. Write "
        "promise.p4 first, or change when."
    }


def test_a_promise_of_the_teams_own_hides_none_that_is_told() -> None:
    assert refused(promises([{}, {}], internal=(0,))) == {}


def test_many_rules_are_judged_at_once() -> None:
    """Each of the facts parts the requests; the parts must not grow with the rules."""
    conditions: Whens = [
        {"kind": (kind,), "plan": (plan,), "channel": (channel,)}
        for kind in VALUES["kind"]
        for plan in VALUES["plan"]
        for channel in VALUES["channel"]
    ]
    assert refused(promises([*conditions, {"kind": VALUES["kind"]}, {}])) == {}
    assert set(refused(promises([*conditions, {"kind": ("bug",), "plan": VALUES["plan"]}]))) == {
        "promise.p16"
    }
