"""Every sentence that the source has translated, and which catalogue lacks it.

    python -m tests.catalogues           what is missing, by catalogue
    python -m tests.catalogues --write   put what is missing there, empty, and compile them all

A sentence belongs into the catalogue of the room that says it (`kept/ROOM/locale`); all of them
are read as one, so that what one room has translated is translated for the others too.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[1]
KEPT: Final = ROOT / "kept"

#: What only the team sees is in English and French; everything else in every language that has a
#: catalogue. A new file counts as the customers' until it is written down here.
TEAM: Final = (
    "workspace/",
    "policy_editor/",
    "mailbox_settings/",
    "mailboxes/",
    "letters/",
    "letter_settings/",
    "people/",
    "people_settings/",
    "team_settings/",
    "replay/",
    "saved_replies/",
    "live/",
    "announcements/shown.py",
    "announcements/views/desk.py",
    "announcements/templates/announcements/announcement.html",
    "announcements/templates/announcements/announcements.html",
    "announcements/templates/announcements/page.html",
    "announcements/templates/announcements/progress.html",
    "announcements/templates/announcements/subscribers.html",
    "channels/mail/imap/",
    "channels/mail/incoming/process.py",
    "channels/mail/incoming/reasons.py",
    "channels/mail/incoming/set_aside.py",
    "channels/mail/views/",
    "channels/mail/writing/warning.py",
    "channels/mail/webhooks/",
    "channels/mail/templates/mail/original.html",
    "channels/mail/templates/mail/outbox.html",
    "channels/mail/templates/mail/outgoing.html",
    "channels/mail/templates/mail/pages.html",
    "channels/mail/templates/mail/queue.html",
    "channels/mail/templates/mail/unread.html",
    "companies/belonging.py",
    "front/places.py",
    "front/rooms.py",
    "front/samples.py",
    "front/sender.py",
    "front/templates/front/composer.html",
    "front/templates/front/design.html",
    "front/templates/front/keys.html",
    "front/templates/front/palette.html",
    "front/templates/front/rail.html",
    "front/templates/front/row.html",
    "front/templates/front/workspace.html",
    "tickets/tags.py",
)

_WORDS: Final = {  # of each function: which arguments are the context, the words, their plural
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_STRING: Final = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
_CALL: Final = re.compile(rf"\b(_|n?p?gettext)\(({_STRING}(?:,\s*{_STRING})*)")


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a catalogue. The plural only comes along: gettext finds it by the singular."""

    words: str
    context: str = ""
    plural: str = field(default="", compare=False)


@cache
def said() -> Mapping[Said, list[str]]:
    """Every sentence, and the files under kept/ that say it."""
    found: dict[Said, list[str]] = defaultdict(list)
    for path in sorted(KEPT.rglob("*")):
        place = path.relative_to(KEPT).as_posix()
        if "/tests/" in place or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix != ".py" and "/templates/" not in place:
            continue
        text = path.read_text("utf-8")
        for one in of_code(text) if path.suffix == ".py" else of_template(text):
            found[one].append(place)
    return found


def for_customers() -> dict[Said, list[str]]:
    """Those of them that somebody outside the team reads, and where."""
    theirs = {
        one: [place for place in places if not place.startswith(TEAM)]
        for one, places in said().items()
    }
    return {one: places for one, places in theirs.items() if places}


def of_code(text: str) -> Iterator[Said]:
    if "gettext" not in text:
        return
    for call in ast.walk(ast.parse(text)):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
        words = _WORDS.get(name.removesuffix("_lazy").removesuffix("_noop"))
        if words and len(call.args) > max(place or 0 for place in words):
            of = [[""] if place is None else list(_texts(call.args[place])) for place in words]
            yield from (Said(one, *of[0], *of[2]) for one in of[1])


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))


def of_template(text: str) -> Iterator[Said]:
    if "trans" not in text:
        return
    for name, arguments in _CALL.findall(templatize(text)):
        texts = [ast.literal_eval(one) for one in re.findall(_STRING, arguments)]
        context, words, plural = ("" if place is None else texts[place] for place in _WORDS[name])
        yield Said(words, context, plural)


def known(language: str) -> set[Said]:
    """What some catalogue of this language translates."""
    return {
        Said(entry.msgid, entry.msgctxt or "")
        for path in KEPT.rglob(f"locale/{language}/LC_MESSAGES/*.po")
        for entry in polib.pofile(str(path)).translated_entries()
    }


def missing(language: str) -> Mapping[Said, list[str]]:
    """What this language still has to say, and where it is said. French says everything."""
    wanted = said() if language == "fr" else for_customers()
    there = known(language)
    return {one: places for one, places in wanted.items() if one not in there}


def languages() -> list[str]:
    return sorted({path.name for path in KEPT.rglob("locale/*") if path.is_dir()})


def _room(place: str) -> Path:
    """Where the catalogues of the room of a file stand: the nearest `locale` above it."""
    folder = (KEPT / place).parent
    while folder != KEPT and not (folder / "locale").is_dir():
        folder = folder.parent
    return KEPT / "front/locale" if folder == KEPT else folder / "locale"


def _catalogue(path: Path, language: str) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=78)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = polib.POFile(wrapwidth=78)
    fresh.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _PLURALS.get(language, "nplurals=2; plural=(n != 1);"),
    }
    return fresh


_PLURALS: Final = {"fr": "nplurals=2; plural=(n > 1);"}


def _write(language: str) -> None:
    by_room: dict[Path, list[Said]] = defaultdict(list)
    for one, places in missing(language).items():
        by_room[_room(places[0]) / language / "LC_MESSAGES/django.po"].append(one)
    for path, lacking in by_room.items():
        catalogue = _catalogue(path, language)
        there = {(entry.msgid, entry.msgctxt or "") for entry in catalogue}
        for one in lacking:
            if (one.words, one.context) not in there:
                catalogue.append(_entry(one))
        catalogue.save(str(path))
    for path in KEPT.rglob(f"locale/{language}/LC_MESSAGES/*.po"):
        _compile(path)


def _compile(path: Path) -> None:
    """The compiled form beside a catalogue, written anew only where it says something else."""
    catalogue, compiled = polib.pofile(str(path)), path.with_suffix(".mo")
    if compiled.exists() and _messages(polib.mofile(str(compiled))) == _messages(catalogue):
        return
    catalogue.save_as_mofile(str(compiled))


def _messages(catalogue: Iterable[polib.POEntry]) -> set[tuple[str, ...]]:
    return {
        (one.msgctxt or "", one.msgid, one.msgstr, *one.msgstr_plural.values())
        for one in catalogue
        if one.msgid and (one.msgstr or any(one.msgstr_plural.values()))
    }


def _entry(one: Said) -> polib.POEntry:
    several = {"msgid_plural": one.plural, "msgstr_plural": {0: "", 1: ""}} if one.plural else {}
    return polib.POEntry(msgid=one.words, msgctxt=one.context or None, **several)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.catalogues")
    parser.add_argument("--write", action="store_true", help="add what is missing, and compile")
    write = parser.parse_args().write
    if not settings.configured:
        settings.configure()
    for language in languages():
        lacking = missing(language)
        for one, places in lacking.items():
            sys.stdout.write(f"{language}: {places[0]}: {one.words!r}\n")
        if write:
            _write(language)
        sys.stdout.write(f"{language}: {len(lacking)} to translate\n")


if __name__ == "__main__":
    main()
