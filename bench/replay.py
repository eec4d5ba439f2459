"""Replay: a million tickets under a policy, in seconds, and where the time goes.

The tickets are made, not real, but shaped as a desk's: a year of them, some solved twice, some
waiting, a few that the columns leave to the clock itself. `copyfy` is the policy that comes with
Kept; `all kinds` owes every kind of promise, and some pause. The floor is what the deadlines alone
cost when nobody has to find out which are owed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from kept.core.calendar import BusinessDays, Elapsed, EndOfFirstHour, OpenTime
from kept.core.calendar.instants import DAY, HOUR
from kept.core.policy import Policy, PromiseRule, read
from kept.core.replay import Act, History, replay
from kept.core.replay.clock import by_hand
from kept.core.replay.tables import table as tables
from kept.site import prepare

MANY = 1_000_000
BAR = 10.0
_FIRST = 20_454 * DAY  # 2026-01-01
_MINUTE = HOUR // 60

#: What happens on a ticket after the request, and how many in a hundred tickets go so.
_STORIES: dict[tuple[Act, ...], int] = {
    (Act.REPLIED, Act.SOLVED): 40,
    (Act.CLASSIFIED, Act.REPLIED, Act.SOLVED): 15,
    (Act.REPLIED, Act.RECEIVED, Act.REPLIED, Act.SOLVED): 18,
    (Act.CLASSIFIED, Act.REPLIED, Act.WAITING, Act.RECEIVED, Act.REPLIED, Act.SOLVED): 10,
    (Act.REPLIED, Act.SOLVED, Act.RECEIVED, Act.REOPENED, Act.REPLIED, Act.SOLVED): 6,
    (Act.CLASSIFIED, Act.REPLIED, Act.RECEIVED, Act.RECEIVED, Act.REPLIED, Act.CLOSED): 6,
    (Act.REPLIED, Act.RECEIVED, Act.RELEASED, Act.SOLVED): 4,
    (): 1,
}
_HAND = 1_000  # one ticket in so many has a reply that did not arrive


def history(tickets: int = MANY, seed: int = 2026) -> History:
    """So many tickets of one year."""
    chance = np.random.default_rng(seed)
    shares = np.array([*_STORIES.values()], float)
    story = chance.choice(len(_STORIES), tickets, p=shares / shares.sum())
    lengths = np.array([len(one) + 1 for one in _STORIES])[story]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    ticket = np.repeat(np.arange(tickets, dtype=np.int32), lengths)
    place = np.arange(len(ticket)) - begins[ticket]
    longest = max(map(len, _STORIES)) + 1
    script = np.zeros((len(_STORIES), longest), np.int8)
    for row, one in enumerate(_STORIES):
        script[row, 1 : len(one) + 1] = one
    act = script[story[ticket], place]
    opened = np.sort(_FIRST + chance.integers(0, 365 * DAY, tickets))
    waits = (chance.lognormal(4.5, 1.4, len(ticket)) * _MINUTE).astype(np.int64)
    waits[place == 0] = 0
    passed = np.cumsum(waits)
    at = opened[ticket] + passed - passed[begins[ticket]]
    value = np.where(act == Act.CLASSIFIED, chance.integers(1, 4, len(ticket)), 0)
    failed = (ticket % _HAND == 0) & (place == lengths[ticket] - 1) & (place > 0)
    act[failed], value[failed] = Act.FAILED, 2
    values = {
        "kind": ("", "question", "bug", "suggestion"),
        "channel": ("", "mail", "form"),
        "language": ("", "fr", "en"),
    }
    facts = {"kind": np.zeros(tickets, np.int16)} | {
        name: chance.integers(1, 3, tickets).astype(np.int16) for name in ("channel", "language")
    }
    until = int(opened[-1]) + DAY
    return History(np.arange(tickets), opened, facts, values, ticket, at, act, value, until)


def run(tickets: int = MANY) -> dict[str, Any]:
    """Seconds for the replay and its tables, and for the deadlines alone, under two policies."""
    told = history(tickets)
    copyfy = read(prepare.policy_files(prepare.policies() / "copyfy"))
    policies = {"copyfy": copyfy, "all kinds": replace(copyfy, promises=_all_kinds())}
    measured = {name: _measured(told, policy) for name, policy in policies.items()}
    return {"tickets": tickets, "acts": len(told.at), "policies": measured}


def _all_kinds() -> tuple[PromiseRule, ...]:
    hour = timedelta(hours=1)
    return (
        PromiseRule("first_reply", "5", "first_reply", EndOfFirstHour()),
        PromiseRule("next_reply", "5", "next_reply", OpenTime(4 * hour)),
        PromiseRule("update", "5", "update", BusinessDays(2), pauses=True),
        PromiseRule("fix", "6", "fix", Elapsed(48 * hour), when={"kind": ("bug",)}, pauses=True),
        PromiseRule("resolution", "6", "resolution", OpenTime(40 * hour), pauses=True),
    )


def _measured(told: History, policy: Policy) -> dict[str, Any]:
    promises, replayed = _timed(lambda: replay(told, policy))
    _, counted = _timed(lambda: tables(promises, policy))
    _, floor = _timed(lambda: _deadlines(told, policy))
    return {
        "promises": len(promises),
        "by_hand": int(by_hand(told, policy).sum()),
        "replay": replayed,
        "tables": counted,
        "floor": floor,
        "seconds": replayed["wall"] + counted["wall"],
    }


def _deadlines(told: History, policy: Policy) -> None:
    for rule in policy.promises:
        rule.owed.due_many(told.opened, policy.calendars[rule.calendar])


def _timed(work: Any) -> tuple[Any, dict[str, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    return done, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    lines = [
        f"replay of {result['tickets']:,} tickets, {result['acts']:,} acts",
        f"{'seconds (CPU)':<12}{'promises':>12}{'by hand':>9}{'replay':>16}{'tables':>16}"
        f"{'deadlines alone':>18}{'all':>8}{'bar':>6}",
    ]
    for name, one in result["policies"].items():
        costs = (f"{one[x]['wall']:.2f} ({one[x]['cpu']:.2f})" for x in ("replay", "tables"))
        cells = "".join(f"{cost:>16}" for cost in costs) + f"{one['floor']['wall']:>18.2f}"
        made = f"{one['promises']:>12,}{one['by_hand']:>9,}"
        lines.append(f"{name:<13}{made}{cells}{one['seconds']:>8.2f}{BAR:>6.0f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(run(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)))
