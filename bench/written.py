"""What it takes to check and to show a long policy: 50 clauses, in two languages.

Twenty promises in three calendars to four plans, with pauses and warnings, public holidays of two
countries, and clauses of about a hundred words. Medians of wall time in one process, after one
round that nobody times; the first round, which also looks the holidays up, is told beside them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from kept.core.policy import check, read, render

RUNS = 15
CLAUSES = 50
_PLANS = ("free", "basic", "pro", "first")
_KINDS = ("first_reply", "next_reply", "update", "fix", "resolution")
_JANUARY = datetime(2026, 1, 12, tzinfo=UTC)
_SAID = {
    "en": ("Support", "We help as long as your subscription lasts.", "Of these things", "within"),
    "fr": ("Assistance", "Nous aidons tant que dure l’abonnement.", "De ces choses", "within"),
}
_PROSE = {
    "en": "Read the documentation first, and look for the words that matter; most questions are "
    "settled by reading it again. Write short and to the point, and show us what you see. ",
    "fr": "Lisez d’abord la documentation et cherchez les mots qui comptent ; une seconde lecture "
    "règle presque toujours la question. Écrivez court et précis, et montrez ce que vous voyez. ",
}


def run() -> dict[str, Any]:
    """Milliseconds: the median and the first round of each."""
    files = policy()
    assert check(files) == ()
    return {
        "clauses": CLAUSES,
        "runs": RUNS,
        "check": _timed(lambda: check(files)),
        "read and preview in both languages": _timed(lambda: _preview(files)),
    }


def _preview(files: dict[str, str]) -> None:
    read_one = read(files)
    for language in read_one.languages:
        render(read_one, language, zone="America/New_York", at=_JANUARY)


def _timed(work: Callable[[], object]) -> dict[str, float]:
    rounds = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        rounds.append((time.perf_counter() - start) * 1000)
    return {"first_ms": rounds[0], "median_ms": statistics.median(rounds[1:])}


def table(measured: dict[str, Any]) -> str:
    lines = [f"{f'a policy of {CLAUSES} clauses: ms':<44}{'median':>10}{'first':>10}{'bar':>8}"]
    for name in ("check", "read and preview in both languages"):
        cost = measured[name]
        lines.append(f"{name:<44}{cost['median_ms']:>10.1f}{cost['first_ms']:>10.1f}{200:>8}")
    return "\n".join(lines)


def policy() -> dict[str, str]:
    """The files of the long policy; its text tells every rule where it belongs."""
    return {
        "policy.toml": "\n".join(_rules()),
        **{f"{language}.md": "\n\n".join(_text(language)) for language in _SAID},
    }


def _rules() -> Iterator[str]:
    yield 'name = "long"\ncompany = "Long"\ncontact = "help@long.example"'
    yield 'languages = ["en", "fr"]\nupdated = 2026-01-01\n'
    yield _calendar("hours", 1, "Monday to Friday", "9:00 to 12:30 and 14:00 to 18:00")
    yield _calendar("calendar.pro", 2, "every day", "8:00 to 22:00")
    yield _calendar("calendar.night", 3, "every day", "0:00 to 24:00")
    yield "[kinds]\nquestion = { clause = 4 }\nbug = { clause = 5 }\n"
    yield "[plans]"
    yield from (f'{plan} = {{ en = "{plan} plan", fr = "forfait {plan}" }}' for plan in _PLANS)
    for number, (kind, plan) in enumerate(_promises()):
        pauses = 'pauses = "while waiting for the customer"\n' if number % 5 > 1 else ""
        calendar = ("hours", "pro", "night")[number % 3]
        yield (
            f'\n[promise.{kind}_{plan}]\nkind = "{kind}"\nclause = {6 + number}\n'
            f'owed = "{number + 3} business hours"\naim = "{number + 2} business hours"\n'
            f'calendar = "{calendar}"\nwhen = {{ plan = "{plan}" }}\n{pauses}'
            'warn = ["2 hours before", { before = "30 minutes", tells = "lead" }]'
        )


def _calendar(name: str, clause: int, days: str, hours: str) -> str:
    return (
        f'[{name}]\nclause = {clause}\nzone = "Europe/Paris"\ndays = "{days}"\n'
        f'open = "{hours}"\nholidays = ["FR", "BE"]\n'
    )


def _promises() -> list[tuple[str, str]]:
    return [(kind, plan) for plan in _PLANS for kind in _KINDS]


def _text(language: str) -> Iterator[str]:
    title, preamble, thing, form = _SAID[language]
    yield f"# {title}\n\n{preamble}"
    calendars = ("hours", "calendar.pro", "calendar.night")
    for number in range(1, CLAUSES + 1):
        told = ""
        if number <= len(calendars):
            told = f"{{{{ {calendars[number - 1]} }}}}"
        elif 6 <= number < 6 + len(_promises()):
            kind, plan = _promises()[number - 6]
            name = f"promise.{kind}_{plan}"
            told = f"{{{{ plans.{plan} }}}} {{{{ {form} {name} }}}}"
            if (number - 6) % 5 > 1:
                told += f", {{{{ {name}.pauses }}}}"
        yield f"## {number} {thing}\n\n{_PROSE[language] * 2}{told}"
