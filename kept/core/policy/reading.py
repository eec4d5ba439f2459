"""The files of a policy → a Policy, or every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kept.core.policy.contents import read_rules
from kept.core.policy.keepable import check_promises
from kept.core.policy.mistakes import Mistake, Notebook, Place, PolicyMistakes
from kept.core.policy.model import Policy
from kept.core.policy.node import FILE, Document
from kept.core.policy.places import Lines
from kept.core.policy.reachable import check_reachable
from kept.core.policy.rules import Rules
from kept.core.policy.signs import unseen
from kept.core.policy.text import Source
from kept.core.policy.told import check_texts

_TEXT = re.compile(r"[a-z]{2,3}\.md")


def read(files: Mapping[str, str], *, days_off: Mapping[str, Any] | None = None) -> Policy:
    """The policy that `files` write: {'policy.toml': …, 'fr.md': …, 'en.md': …}.

    `days_off`: the `Policy.days_off` of a published version, so that its holidays stay as they
    were; without it they are looked up for the years around the policy's date. The answer
    depends on nothing else. Raises PolicyMistakes with every mistake found.
    """
    policy, mistakes = _read(files, days_off)
    if policy is None or mistakes:
        raise PolicyMistakes(mistakes)
    return policy


def check(
    files: Mapping[str, str], *, days_off: Mapping[str, Any] | None = None
) -> tuple[Mistake, ...]:
    """Every mistake of a policy, in reading order; none when it can be published."""
    return _read(files, days_off)[1]


def sketch(
    files: Mapping[str, str], *, days_off: Mapping[str, Any] | None = None
) -> tuple[Policy | None, tuple[Mistake, ...]]:
    """What can be shown of a policy while it is written, and every mistake.

    With mistakes in its texts alone there is a policy to look at: its rules are sound, but a text
    may bind what is not there. With mistakes in its rules, or without a text, there is none.
    """
    return _read(files, days_off)


def read_published(files: Mapping[str, str], *, days_off: Mapping[str, Any] | None) -> Policy:
    """The policy of a version that was published: what is refused today but was not then leaves it
    as it was. Raises PolicyMistakes for rules that cannot be read at all."""
    policy, mistakes = _read(files, days_off)
    if policy is None:
        raise PolicyMistakes(mistakes)
    return policy


def _read(
    files: Mapping[str, str], days_off: Mapping[str, Any] | None
) -> tuple[Policy | None, tuple[Mistake, ...]]:
    """The policy as far as its rules are sound, and all mistakes."""
    book = Notebook()
    files = {name: _lines(source) for name, source in files.items()}
    policy, languages = _understood(files, days_off, book)
    _note_unseen(files, book)
    return policy, book.mistakes((FILE, *(f"{language}.md" for language in languages)))


def _understood(
    files: Mapping[str, str], days_off: Mapping[str, Any] | None, book: Notebook
) -> tuple[Policy | None, Sequence[str]]:
    """The policy, if its rules are sound, and its languages, as far as they are known."""
    if FILE not in files:
        book.note(Place(FILE), "The policy has no policy.toml: its rules stand there.")
        return None, ()
    document = Document(files[FILE], book)
    if document.root is None:
        return None, ()
    rules = read_rules(document.root, days_off)
    check_promises(rules)
    check_reachable(rules)
    sound = not book
    sources = _sources(files, rules, book)
    sound = sound and set(sources) == set(rules.languages)
    check_texts(sources, rules)
    return (_policy(rules, sources) if sound else None), rules.languages


def _note_unseen(files: Mapping[str, str], book: Notebook) -> None:
    for file, source in files.items():
        for offset, sign in unseen(source):
            book.note(
                Place(file, *Lines(source).at(offset)),
                "A sign that nobody sees stands here, %(sign)s, which comes from copying or from "
                "a damaged file: remove it, or type the word again.",
                sign=sign,
            )


def _lines(source: str) -> str:
    return source.removeprefix("\ufeff").replace("\r\n", "\n")


def _sources(files: Mapping[str, str], rules: Rules, book: Notebook) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for language in rules.languages:
        file = f"{language}.md"
        if file in files:
            sources[language] = Source(file, files[file], book)
        else:
            book.note(
                Place(file),
                "The text in %(language)s is missing: write %(file)s, or take “%(language)s” "
                "out of languages in policy.toml.",
                language=language,
                file=file,
            )
    for file in sorted(files):
        language = file.removesuffix(".md")
        if _TEXT.fullmatch(file) and language not in rules.languages and rules.languages:
            book.note(
                Place(file),
                "%(file)s belongs to no language of policy.toml: add it to languages, or remove "
                "the file.",
                file=file,
            )
    return sources


def _policy(rules: Rules, sources: Mapping[str, Source]) -> Policy:
    return Policy(
        name=rules.name,
        company=rules.company,
        contact=rules.contact,
        languages=rules.languages,
        updated=rules.updated,
        calendars=rules.calendars,
        calendar_clauses=rules.calendar_clauses,
        promises=rules.promises,
        resend=rules.resend,
        kinds=rules.kinds,
        problem=rules.problem,
        causes=rules.causes,
        scope=rules.scope,
        conduct=rules.conduct,
        suggestions=rules.suggestions,
        announce=rules.announce,
        subscription=rules.subscription,
        texts={language: source.text() for language, source in sources.items()},
        days_off=rules.days_off,
        products=rules.products,
        plans=rules.plans,
        priorities=rules.priorities,
        teams=rules.teams,
        calendar_names=rules.calendar_names,
        reopening=rules.reopening,
    )
