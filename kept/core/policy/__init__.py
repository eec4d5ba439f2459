"""The written policy: files → rules and texts that cannot drift apart.

`read` makes a `Policy` of policy.toml and one Markdown file a language, or raises `PolicyMistakes`
that say where and what to do; `check` only tells the mistakes; `sketch` shows what there is of a
policy that is still being written; `read_published` reads what was published, as it was taken
then; `render` shows a text to a reader.
Pure: no file is opened, no clock is read.
"""

from kept.core.events import PromiseKind
from kept.core.policy.durations import DurationMistake, parse_before, parse_owed
from kept.core.policy.mistakes import Mistake, PolicyMistakes
from kept.core.policy.model import (
    Announce,
    Conduct,
    Facts,
    Policy,
    PromiseRule,
    ResendRule,
    Scope,
    Suggestions,
    Term,
    Terms,
    Warn,
)
from kept.core.policy.reading import check, read, read_published, sketch
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
    "Facts",
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
    "Terms",
    "Text",
    "Warn",
    "check",
    "clause_text",
    "parse_before",
    "parse_owed",
    "read",
    "read_published",
    "render",
    "render_inline",
    "sketch",
]
