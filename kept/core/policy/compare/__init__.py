"""What changed from one policy to another: in meaning, in text, and for requests that came.

    >>> comparison = compare(old, new)
    >>> of_meaning(comparison, "en")
    ('First reply: was end of the first hour of a business day, is 4 business hours.',)

Pure. Total by construction: the rules are walked field by field as the model has them.
"""

from kept.core.policy.compare.changes import Change, ChangeKind
from kept.core.policy.compare.comparison import Comparison, compare, compare_told
from kept.core.policy.compare.past import Past, Shift, Starts
from kept.core.policy.compare.plain import plain
from kept.core.policy.compare.sentences import of_meaning, of_past, of_text
from kept.core.policy.compare.texts import ClauseChange, Piece, What, words_changed

__all__ = [
    "Change",
    "ChangeKind",
    "ClauseChange",
    "Comparison",
    "Past",
    "Piece",
    "Shift",
    "Starts",
    "What",
    "compare",
    "compare_told",
    "of_meaning",
    "of_past",
    "of_text",
    "plain",
    "words_changed",
]
