"""What a person newly wrote in a mail, apart from what their program quoted or added.

Lines are told apart first (quoted, introducing a quote, mail header, rule, text); then the
shape decides: written above the quote, below it, or between its lines. Nothing is dropped:
what is not the reply is in `quoted`, and a reply is never empty where there is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.core.mail.introductions import EMPTY, QUOTED, TEXT, first_embedded, is_rule, line_kinds
from kept.core.mail.quote_lines import is_phone


@dataclass(frozen=True, slots=True)
class Split:
    """`reply` is new; `quoted` is everything else in its order; `signature` is part of it."""

    reply: str
    quoted: str
    signature: str


_MOST_LINES = 20_000
_NEAR = 8
"""Lines between a mark and the quote that it stands above."""
# `Thanks! On Wed, Apr 4, 2012 at 3:59 PM, Ada wrote:` on one line, its quote below.
_SHARED_LINE = re.compile(
    r"^(?!>)(\S[^\n]{0,300}?)[ \-]{1,8}(On [A-Z][a-z]{2,8},? [^\n]{0,60}\d[^\n]{5,150} wrote:)"
    r"(?=[ \t]*\n\s{0,3}>)",
    re.M,
)
_SHARED_WITHIN = 100_000
_LIST = re.compile(
    r"\bmailing[ -]?lis|mailinglij|liste de (?:diffusion|discussion)|"
    r"lista de (?:correo|discuss|distribu)",
    re.I,
)
_SIGNATURE_MARK = re.compile(r"(?:--|—|__|––)[ \t]*")


@dataclass(frozen=True, slots=True)
class Marks:
    """The lines on which the mail's own HTML says that its quote and its signature begin."""

    quote: int | None = None
    signature: int | None = None


UNMARKED = Marks()


def split_reply(text: str, marks: Marks = UNMARKED) -> Split:
    """Separate the new text of a mail from the rest. `marks` count in the lines of `text`."""
    # Longer is a log or a dump, not a conversation: all after the first lines counts as one.
    text = text.replace("\r\n", "\n")
    if "wrote:" in text and marks is UNMARKED:
        head = _SHARED_LINE.sub(r"\1\n\2", text[:_SHARED_WITHIN], count=1)
        text = head + text[_SHARED_WITHIN:]
    lines = text.split("\n", _MOST_LINES)
    keep = _kept_lines(lines, marks.quote)
    signature = _signature_lines(lines, keep, marks.signature)
    keep = [i for i in keep if i not in signature]
    reply = _joined(lines, keep)
    if not reply:
        return Split(text.strip("\n"), "", "")
    kept = frozenset(keep)
    rest = [i for i in range(len(lines)) if i not in kept]
    return Split(reply, _joined(lines, rest), _joined(lines, sorted(signature)))


def _joined(lines: list[str], indexes: list[int]) -> str:
    """The lines; where others were taken out between two texts, an empty line stays."""
    out: list[str] = []
    last = -1
    for i in indexes:
        if out and i != last + 1 and out[-1].strip():
            out.append("")
        out.append(lines[i])
        last = i
    while out and not out[0].strip():
        out.pop(0)
    while out and not out[-1].strip():
        out.pop()
    return "\n".join(line.rstrip() for line in out)


def _kept_lines(lines: list[str], marked: int | None) -> list[int]:
    """Indexes of the lines that are the reply, its signature still in it."""
    kinds = line_kinds(lines)
    start = first_embedded(lines, kinds)
    if marked is not None and (start is None or marked <= start[0]):
        start = marked, _below_introduction(kinds, marked, start[1] if start else marked + 1)
    if start is None:
        phone = _phone_line(lines, kinds, len(lines))
        return _without_outer_quotes(kinds, 0, phone or len(lines))
    begin, after = start
    begin = _phone_line(lines, kinds, begin) or begin
    above = _without_outer_quotes(kinds, 0, begin)
    if _has_text(kinds, above):
        return above + _answers_between(kinds, after)
    return _below(lines, kinds, after)


def _below_introduction(kinds: list[int], begin: int, otherwise: int) -> int:
    """The first line of the `>` quote that begins near the line that a mark stands on."""
    near = range(begin, min(begin + _NEAR, len(kinds)))
    return next((i for i in near if kinds[i] == QUOTED), otherwise)


def _phone_line(lines: list[str], kinds: list[int], end: int) -> int | None:
    """The line after a phone's signature that is a paragraph of its own: what follows is older.

    Not if a quote follows: the lines below it may be the answer.
    """
    for i in range(1, end):
        if kinds[i] == TEXT and not lines[i - 1].strip() and is_phone(lines[i]):
            alone = i + 1 == len(lines) or not lines[i + 1].strip()
            answers = QUOTED in kinds[i:end]
            return i + 1 if alone and not answers and TEXT in kinds[:i] else None
    return None


def _has_text(kinds: list[int], indexes: list[int]) -> bool:
    return any(kinds[i] == TEXT for i in indexes)


def _without_outer_quotes(kinds: list[int], begin: int, end: int) -> list[int]:
    """The stretch without the quotes at its end, nor a lone one at its beginning."""
    while end > begin and kinds[end - 1] in (QUOTED, EMPTY):
        end -= 1
    runs = _quote_runs(kinds, begin, end)
    if len(runs) == 1 and runs[0][0] == begin:
        begin = runs[0][1]
    return list(range(begin, end))


def _quote_runs(kinds: list[int], begin: int, end: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    i = begin
    while i < end:
        if kinds[i] == QUOTED:
            start = i
            while i < end and kinds[i] in (QUOTED, EMPTY):
                i += 1
            runs.append((start, i))
        else:
            i += 1
    if runs and all(kind == EMPTY for kind in kinds[begin : runs[0][0]]):
        runs[0] = (begin, runs[0][1])
    return runs


def _answers_between(kinds: list[int], after: int) -> list[int]:
    """New text below a `>` quote that follows text: written between the lines."""
    end = len(kinds)
    runs = _quote_runs(kinds, after, end)
    if not runs or runs[0][0] != after:
        return []
    below = _without_outer_quotes(kinds, runs[0][1], end)
    if not _has_text(kinds, below):
        return []
    # Several answers between the lines need their questions, the first one too.
    several = any(kinds[i] == QUOTED for i in below)
    return list(range(after, below[-1] + 1)) if several else below


def _below(lines: list[str], kinds: list[int], after: int) -> list[int]:
    """Nothing stands above the quoted mail: the reply is below its quote, or in it."""
    end = len(kinds)
    runs = _quote_runs(kinds, after, end)
    if runs and runs[0][0] == after:
        inner = [run for run in runs if kinds[min(run[1], end - 1)] == TEXT and run[1] < end]
        if len(inner) > 1:
            return list(range(after, end))  # answers between the lines need their questions
        below = list(range(runs[0][1], end))
        cut = first_embedded(lines[runs[0][1] :], kinds[runs[0][1] :])
        if cut is not None:
            below = list(range(runs[0][1], runs[0][1] + cut[0]))
        last = _last_text(kinds, below)
        return [i for i in below if i < last]
    return list(range(after, end))


def _last_text(kinds: list[int], indexes: list[int]) -> int:
    return max((i + 1 for i in indexes if kinds[i] == TEXT), default=-1)


#: Lines with words.
_LONGEST_SIGNATURE = 25


def _signature_lines(lines: list[str], keep: list[int], marked: int | None) -> frozenset[int]:
    """Lines at the end of the reply that a program added: `-- ` blocks, phones, rules."""
    found: set[int] = set()
    for place in range(max(1, _short_tail(lines, keep)), len(keep)):
        i = keep[place]
        if i == marked or _SIGNATURE_MARK.fullmatch(lines[i]) or _begins_list_footer(lines, i):
            found.update(keep[place:])
            break
    for i in reversed([i for i in keep if i not in found]):
        line = lines[i].strip()
        if line and not is_rule(line) and not is_phone(line):
            break
        found.add(i)
    return frozenset(found) if len(found) < len(keep) else frozenset()


def _begins_list_footer(lines: list[str], at: int) -> bool:
    """Whether a line is the rule above what mailing lists add to each mail."""
    below = lines[at + 1] if at + 1 < len(lines) and lines[at].startswith("_" * 20) else ""
    return _LIST.search(below[:200]) is not None and not lines[at].strip("_ \t")


def _short_tail(lines: list[str], keep: list[int]) -> int:
    """From which place on a signature may begin: it is short, and a long text below `--` is text.
    Counted once from the end, for a mail may be nothing but such marks."""
    said = 0
    for place in range(len(keep) - 1, -1, -1):
        said += bool(lines[keep[place]].strip())
        if said > _LONGEST_SIGNATURE:
            return place + 1
    return 0
