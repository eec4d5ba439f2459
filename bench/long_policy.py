"""A long policy to measure with: twenty promises in three calendars to four plans, with pauses and
warnings, public holidays of two countries, and clauses of about a hundred words in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator

CLAUSES = 50
_PLANS = ("free", "basic", "pro", "first")
_KINDS = ("first_reply", "next_reply", "update", "fix", "resolution")
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


def policy() -> dict[str, str]:
    """Its files; the text tells every rule where it belongs."""
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
