"""The written policy: files → rules and texts that cannot drift apart.

`read` makes a `Policy` of policy.toml and one Markdown file a language, or raises `PolicyMistakes`
that say where and what to do; `check` only tells the mistakes; `render` shows a text to a reader.
Pure: no file is opened, no clock is read.
"""

from kept.core.policy.durations import DurationMistake, parse_before, parse_owed
from kept.core.policy.mistakes import Mistake, PolicyMistakes
from kept.core.policy.model import (
    Announce,
    Conduct,
    Policy,
    PromiseKind,
    PromiseRule,
    ResendRule,
    Scope,
    Suggestions,
    Term,
)
from kept.core.policy.reading import check, read
from kept.core.policy.rendering import (
    RenderedClause,
    RenderedPolicy,
    clause_text,
    render,
    render_inline,
)
from kept.core.policy.text import Clause, Text

__all__ = [
    "Announce",
    "Clause",
    "Conduct",
    "DurationMistake",
    "Mistake",
    "Policy",
    "PolicyMistakes",
    "PromiseKind",
    "PromiseRule",
    "RenderedClause",
    "RenderedPolicy",
    "ResendRule",
    "Scope",
    "Suggestions",
    "Term",
    "Text",
    "check",
    "clause_text",
    "parse_before",
    "parse_owed",
    "read",
    "render",
    "render_inline",
]
