"""The items of a rule's list and their words: known ones by name, own ones with their words."""

from __future__ import annotations

from collections.abc import Mapping

from kept.core.policy.model import Term, Terms
from kept.core.policy.node import Node
from kept.core.policy.section import NAME
from kept.core.policy.tongues import TONGUES


def read_terms(rule: str, clause: str, node: Node, languages: tuple[str, ...]) -> Terms:
    """`["spam", { name = "doxxing", fr = "…", en = "…" }]`, by name and in order."""
    terms: dict[str, Term] = {}
    for item in node.items():
        term = read_term(rule, None, clause, item, {}, languages)
        if term is None:
            continue
        if term.name in terms:
            item.note("%(rule)s names “%(name)s” twice.", rule=rule, name=term.name)
        terms[term.name] = term
    return terms


def read_term(
    rule: str,
    name: str | None,
    clause: str | None,
    node: Node,
    said: Mapping[str, Node],
    languages: tuple[str, ...],
) -> Term | None:
    """A term by its name alone, or by a table with its name and its words in each language."""
    excluded = rule == "scope.excludes"
    if name is None and isinstance(node.raw, dict):
        said = node.table(("name", *languages, *(["instead"] if excluded else []))) or {}
        if "name" not in said:
            node.missing("name", '"…"')
            return None
        name = said["name"].text()
    elif name is None:
        name = node.text()
    if name is None:
        return None
    if not NAME.fullmatch(name):
        node.note(
            "“%(name)s” is not a name: use up to 40 small letters, digits and _, as “third_party”.",
            name=name,
        )
        return None
    words = {language: _words(rule, name, language, node, said) for language in languages}
    instead = _instead(node, said, languages) if excluded else {}
    if clause is None or None in words.values() or instead is None:
        return None
    return Term(name, clause, {key: word for key, word in words.items() if word}, instead)


def _instead(
    node: Node, said: Mapping[str, Node], languages: tuple[str, ...]
) -> Mapping[str, str] | None:
    """What to do instead, in each language: nothing is excluded without a way on."""
    example = ", ".join(f'{language} = "…"' for language in languages)
    if "instead" not in said:
        node.note(
            "An exclusion says what to do instead: write it with its words and "
            "instead = { %(example)s }.",
            example=example,
        )
        return None
    words = said["instead"].table(languages) if languages else None
    if words is None:
        return None
    for language in languages:
        if language not in words:
            said["instead"].missing(language, '"…"')
    return {language: word for language, node in words.items() if (word := node.text())}


def _words(rule: str, name: str, language: str, node: Node, said: Mapping[str, Node]) -> str | None:
    if language in said:
        return said[language].text()
    known = TONGUES[language].terms.get(rule, {})
    if name not in known:
        node.note(
            "Kept has no words for “%(name)s” in %(language)s: choose one of %(known)s, or write "
            "it with its words: %(example)s."
            if known
            else "Kept has no words for “%(name)s” in %(language)s: write it with its words: "
            "%(example)s.",
            name=name,
            language=language,
            known=", ".join(known),
            example=_example(rule, name, language),
        )
    return known.get(name)


def _example(rule: str, name: str, language: str) -> str:
    if rule == "kinds":
        return f'{{ clause = 1, {language} = "…" }}'
    if rule in ("products", "plans", "priorities", "teams"):
        return f'{{ {language} = "…" }}'
    return f'{{ name = "{name}", {language} = "…" }}'
