"""The sentence that a list of tickets answers: `is:open assigned:me due:<2h "stands still"`.

A sentence becomes a frozen `Query`, or a `Mistake` that says where and what is possible; a query
printed gives a sentence that reads the same. What one field may be are alternatives (`kind:bug
kind:idea`), everything else holds together, and a `-` before a term leaves out what it finds.

    >>> desk = Desk(people=("Inès Haddad",), kinds=("bug",))
    >>> str(read("kind:bug  assigned:ines -slow", desk))
    'kind:bug assigned:"Inès Haddad" -slow'
"""

from kept.core.filters.completing import Completion, complete
from kept.core.filters.fields import FIELDS, Desk
from kept.core.filters.moments import Interval, Span, When, interval
from kept.core.filters.query import Moment, Query, Term, Value, Words
from kept.core.filters.reading import Mistake, read
from kept.core.filters.said import LANGUAGES, mistake_said

__all__ = [
    "FIELDS",
    "LANGUAGES",
    "Completion",
    "Desk",
    "Interval",
    "Mistake",
    "Moment",
    "Query",
    "Span",
    "Term",
    "Value",
    "When",
    "Words",
    "complete",
    "interval",
    "mistake_said",
    "read",
]
