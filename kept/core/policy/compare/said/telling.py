"""What a language must be able to say of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """One language. The sentences have places for `subject`, `old`, `new` and what they name.

    `fields`: what each field of the policy's model is called, in running text; one that is
    missing is called by its own name. `parts`: the same for the fields of a promise's `when`.
    `headings`: over a comparison's parts, and what stands alone where nothing changed. `kinds`:
    kinds of promises; a rule that bears the name of one is called so.
    """

    language: str
    changed: str
    added: str
    removed: str
    term_added: str
    term_removed: str
    reordered: str
    placed: str
    rewritten: str
    """The rules are written otherwise, and mean the same."""
    days_off_added: str
    days_off_removed: str
    days_off_renamed: str
    on_days: str
    from_to: str
    nothing: str
    headings: Mapping[str, str]
    closed: str
    yes: str
    no: str
    before: str
    quoted: str
    fields: Mapping[str, str]
    kinds: Mapping[str, str]
    words: Mapping[str, str]
    clause: str
    preamble: str
    clauses: Mapping[str, str]
    """What became of a clause: by 'added', 'removed', 'moved', 'renamed', 'changed', 'rebound'."""
    text_added: str
    text_removed: str
    past: str
    past_same: str
    past_later: str
    past_earlier: str
    past_begins: str
    past_ends: str
    share: Callable[[int, int], str]
    """So many of so many: a percentage, or the counts where they are small."""
