"""Where the mail that a person answered begins inside their own: the lines that programs write.

`On …, Ada wrote:`, `----- Original Message -----`, a block of From/Sent/To/Subject.
"""

from __future__ import annotations

import re
from enum import IntEnum

from kept.core.mail import quote_lines as words

_LONGEST_INTRODUCTION = 400
_LONGEST_RULE = 160
_SHORTEST_BROKEN = 64
_SENTENCE_ENDS = ".?!:;…>"
_HEADER_LINES = 8
"""Lines below its first in which a quoted mail header must show three fields."""
_MOST_TRIES = 100
"""Lines that look like the end of an introduction; after that it is a list, not a mail."""


class Field(IntEnum):
    """The fields of a quoted mail's header."""

    FROM, SENT, TO, SUBJECT, CC = range(5)


_TABLES = words.FROM, words.SENT, words.TO, words.SUBJECT, words.CC
_FIELD_GROUPS = {
    name: group
    for group, table in zip(Field, _TABLES, strict=True)
    for name in table.lower().split("|")
}
_FIELD = re.compile(r"[\s>*_|]*([^\W\d_][^:：\n]{0,24}?)[\s*_]*[:：]")
_FIELD_INSIDE = re.compile(r"(?:\A|\s)([^\W\d_]{1,20})\s?[:：](?=\s)")
_ORIGINAL = re.compile(
    rf"\s*(?:[-_—–=+*]{{2,}}\s*(?:{words.ORIGINAL}|{words.PASSED_ON})\s*[-_—–=+*:]*|"
    rf"(?:{words.PASSED_ON_APPLE})\s*[:：]?)\s*",
    re.I,
)
_BARE_ORIGINAL = re.compile(rf"[ \t]*(?:{words.ORIGINAL})[ \t]*", re.I)
_MARKS = "--", "__", "==", "##", "**", "—", "–"
_ABOVE_HERE = re.compile(words.ABOVE_HERE, re.I)
_QUOTING = re.compile(rf"\s*(?:{words.QUOTING})\s[^\n]{{1,120}}@[^\n]{{1,80}}[:：]\s*", re.I)
_BY = re.compile(
    rf"\s*[^\n]{{4,30}}\d[:h.]\d\d\s?(?:[ap]m)?,? (?:{words.BY}) "
    r"<?[^\s@]{1,64}@[^\s@]{3,120}>?\s?:\s*",
    re.I,
)
_VERBS = words.alternatives(words.ENDS_ONLY, *(ends for _, ends in words.BEGINS_ENDS))
_VERB = re.compile(rf"(?<![^\W_]){_VERBS}(?![^\W_])|写道|寫道|님이 작성|のメール", re.I)
_ENDING = tuple(
    word.replace("\\", "").replace("(?:(a))?", "").lower()
    for table in (words.ENDS_ONLY, *(ends for _, ends in words.BEGINS_ENDS))
    for word in table.split("|")
)
_BEGIN = re.compile(
    rf"[\s*_>-]*(?:{'|'.join(begins for begins, _ in words.BEGINS_ENDS)})(?![^\W_])", re.I
)
_DATED = re.compile(r"\d{1,4}[-/. 年]\s?(?:\d{1,2}|[^\W\d_]{3,})|\d{1,2}[:h.]\d{2}|@|\d{4}")
_WHEN = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:h.]\d\d(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<![\d.:])\d{1,2}[:.]\d\d(?![\d.])")
_ADDRESSED = re.compile(r"[<(][^<>()\s@]{1,64}@[^<>()\s@]{3,120}[>)]")
_TAIL = " \t*_\u200e\u200f\u202a\u202b\u202c"
"""What may follow the colon of an introduction: marks of writing direction too."""
_ADDRESS_LAST = re.compile(r"<[^<>]*@[^<>]*>\s*[:：]\s*\Z")
_NAMED = re.compile(rf".*<[^<>]*@[^<>]*>\s*{_VERBS}\s*[:：]\s*", re.I)
_DASHED = re.compile(rf"\s*-{{3,}}\s*\S.{{0,200}}\s{_VERBS}\s*-{{3,}}\s*", re.I)
_CUT_INTRODUCTION = re.compile(rf">\s*(?:{_VERBS})?\s*[:：]", re.I)
_QUOTE = re.compile(r"\s{0,3}(?:>|\|(?=\s|\Z))")
_RULE = re.compile(r"[\s>]*(?:[-_=*#~+—–―ᐧ]\s?)*[\s]*")
_RULE_MARKS = frozenset("-_=*#~+—–―ᐧ")

EMPTY, QUOTED, TEXT = range(3)


def line_kinds(lines: list[str]) -> list[int]:
    """EMPTY, QUOTED (by a mark at its beginning) or TEXT, for each line."""
    kinds: list[int] = []
    fenced = False
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("```"):
            fenced = not fenced
            kinds.append(TEXT)
        elif not stripped:
            kinds.append(EMPTY)
        elif fenced:
            kinds.append(TEXT)
        elif stripped[0] in ">|" and _QUOTE.match(line):
            # A long `On …, Ada <ada@example.org> wrote:` broken before its last bracket.
            cut = len(stripped) < 40 and _CUT_INTRODUCTION.fullmatch(stripped)
            kinds.append(TEXT if cut or _between_arrows(stripped) else QUOTED)
        else:
            kinds.append(TEXT)
    return _with_broken_lines(lines, kinds)


def _with_broken_lines(lines: list[str], kinds: list[int]) -> list[int]:
    """A long quoted line that some program broke in two is quoted in both: the second stands
    between two quoted lines, and the first ends in no mark of a sentence, or in half a link."""
    for i in range(1, len(kinds) - 1):
        if kinds[i] != TEXT or kinds[i - 1] != QUOTED or kinds[i + 1] != QUOTED:
            continue
        above = lines[i - 1].rstrip()
        open_link = "://" in above and above.count("(") > above.count(")")
        if open_link or (len(above) > _SHORTEST_BROKEN and above[-1] not in _SENTENCE_ENDS):
            kinds[i] = QUOTED
    return kinds


def first_embedded(lines: list[str], kinds: list[int]) -> tuple[int, int] | None:
    """First line of the first quoted mail's introduction, and the line after that."""
    colons = 0
    for i, line in enumerate(lines):
        if kinds[i] != TEXT or len(line) > _LONGEST_INTRODUCTION:
            continue
        if (end := header_block(lines, i)) is not None:
            return _with_rule_above(lines, i), end
        if len(line) < _LONGEST_RULE and _begins_quote(line):
            below = i + 1
            while below < len(lines) and not lines[below].strip():
                below += 1
            return i, header_block(lines, below) or i + 1
        if not _may_introduce(line):
            continue
        colons += 1
        if colons < _MOST_TRIES and (begin := _introduction(lines, kinds, i)) is not None:
            return begin, i + 1
    return None


def _begins_quote(line: str) -> bool:
    """Whether a line says in words, between marks, that what it stands above is older."""
    if _ORIGINAL.fullmatch(line) or _between_arrows(line.strip()):
        return True
    return line.lstrip(" \t>").startswith(_MARKS) and _ABOVE_HERE.search(line) is not None


def _between_arrows(line: str) -> bool:
    """`>>> Ada <ada@example.org> 05.01.2026 09:00 >>>`, of GroupWise: no quote, though it begins as
    one; newer ones end in `in`, and name the mail on the next line."""
    around = line.startswith(">>>") and line.endswith((">>>", " in")) and line[3:4] != ">"
    told = around and len(line) < _LONGEST_RULE and "@" in line
    return told and _WHEN.search(line) is not None


def header_block(lines: list[str], at: int) -> int | None:
    """The line after a quoted mail's header that begins at `at`, None if there is none."""
    if at >= len(lines) or _group(lines[at]) is None:
        return None
    seen = {_group(lines[at])}
    end = at + 1
    blank = 0
    for i in range(at + 1, min(at + 1 + _HEADER_LINES + 4, len(lines))):
        group = _group(lines[i])
        if group is not None:
            seen.add(group)
            end = i + 1
            blank = 0
        elif not lines[i].strip():
            blank += 1
            if blank > 1 or len(seen) >= 3:
                break
    if len(seen) == 1 and "@" in lines[at]:
        seen |= _fields_inside(lines[at])
    two = seen >= {Field.FROM, Field.SENT} and _addressed_and_dated(lines[at:end])
    if Field.FROM not in seen or not (len(seen) >= 3 or two):
        return None
    while end < len(lines) and lines[end].strip() and end < at + 2 * _HEADER_LINES:
        if not (lines[end].startswith((" ", "\t")) or _continues_header(lines, end)):
            break
        end += 1
    return end


def _fields_inside(line: str) -> set[Field | None]:
    """Those of a header that came to stand on one line."""
    return {_FIELD_GROUPS.get(found[1].lower()) for found in _FIELD_INSIDE.finditer(line)} - {None}


def _addressed_and_dated(block: list[str]) -> bool:
    """Whether From holds an address and Date a date, where they are all that there is."""
    return any("@" in line for line in block) and any(_WHEN.search(line) for line in block)


def _continues_header(lines: list[str], at: int) -> bool:
    """A long subject or address list that went on to the next line, then an empty one."""
    return at + 1 < len(lines) and not lines[at + 1].strip() and len(lines[at - 1]) > 60


def field_of(line: str) -> tuple[Field, str] | None:
    """Which field of a quoted header a line is, and what stands in it."""
    found = _FIELD.match(line)
    field = _FIELD_GROUPS.get(found[1].lower().rstrip("*_ ")) if found else None
    return None if found is None or field is None else (field, line[found.end() :])


def _group(line: str) -> Field | None:
    found = field_of(line)
    return found[0] if found else None


def _with_rule_above(lines: list[str], at: int) -> int:
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above < 0:
        return at
    return above if is_rule(lines[above]) or _BARE_ORIGINAL.fullmatch(lines[above]) else at


def is_rule(line: str) -> bool:
    stripped = line.strip()
    fits = 0 < len(stripped) < _LONGEST_RULE and stripped[0] in _RULE_MARKS
    return fits and _RULE.fullmatch(stripped) is not None


def _may_introduce(line: str) -> bool:
    """A cheap look at a line's end: few lines are worth the search for an introduction."""
    end = line[-40:].rstrip(_TAIL)
    return end.endswith((":", "：", ">", "--")) or end.rstrip(":：>-, ").lower().endswith(_ENDING)


def _introduction(lines: list[str], kinds: list[int], at: int) -> int | None:
    """The first line of an `On …, … wrote:` that ends at `at`."""
    line = lines[at]
    colon = line.rstrip(_TAIL).endswith((":", "："))
    if colon and len(line) < 200 and _NAMED.fullmatch(lines[at]):
        return at if at == 0 or kinds[at - 1] != TEXT else _begun_above(lines, at)
    if _DASHED.fullmatch(lines[at]) or _before_quote(lines[at], kinds, at):
        return at
    if (
        colon
        and len(line) < 250
        and (_QUOTING.fullmatch(line) or _BY.fullmatch(line) or _tells_all(line))
    ):
        return at
    above_quote = colon and _next_kind(kinds, at) == QUOTED
    without_beginning: int | None = None
    for first in range(at, max(-1, at - 7), -1):
        if kinds[first] == QUOTED:
            break
        joined = " ".join(lines[first : at + 1])
        if len(joined) > _LONGEST_INTRODUCTION:
            break
        if _BEGIN.match(lines[first]) and _VERB.search(joined) and _DATED.search(joined):
            # A day alone (`Le 3 mars, Ada m'a écrit :`) stands in a person's sentence too.
            told = "@" in joined or _WHEN.search(joined) is not None
            return first if told or _next_kind(kinds, at) == QUOTED else None
        if EMPTY in kinds[first:at] or at - first > 2:
            continue
        if without_beginning is None and colon and _introduces(joined, above_quote=above_quote):
            without_beginning = first
    return without_beginning


def _tells_all(line: str) -> bool:
    """Whether a line names a year, a time and whose address it is: in any language, no sentence of
    a person does, and ends in a colon."""
    return all(sign.search(line) for sign in (_YEAR, _CLOCK, _ADDRESSED))


def _begun_above(lines: list[str], at: int) -> int:
    """Where the introduction that ends at `at` begins: here, or on one of the lines above."""
    begun = (i for i in range(at, max(-1, at - 4), -1) if _BEGIN.match(lines[i]))
    return next(begun, at)


def _before_quote(line: str, kinds: list[int], at: int) -> bool:
    """`2011/4/7 Ada <ada@example.org>` with nothing but the quote below it."""
    if not line.endswith(">") or not _WHEN.search(line) or len(line) > 160 or "@" not in line:
        return False
    return _next_kind(kinds, at) == QUOTED


def _next_kind(kinds: list[int], at: int) -> int:
    """The kind of the next line with something in it, a little below."""
    return next((kind for kind in kinds[at + 1 : at + 4] if kind != EMPTY), TEXT)


def _introduces(joined: str, *, above_quote: bool) -> bool:
    """Whether a line that begins in no known way can only introduce a quote.

    Right above one, a date and an address with a colon say it in any language.
    """
    if len(joined) > 200 or not _WHEN.search(joined):
        return False
    if _VERB.search(joined) is not None or _ADDRESS_LAST.search(joined) is not None:
        return True
    return above_quote and "@" in joined
