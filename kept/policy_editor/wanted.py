"""The files of a draft as a form or an archive brings them."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

Upload: TypeAlias = "UploadedFile[bytes]"

RULES: Final = "policy.toml"
#: Characters of one file; a policy of fifty clauses has some 30,000.
LONGEST: Final = 500_000
MOST: Final = 20

_NAME: Final = re.compile(r"policy\.toml|[a-z]{2,3}\.md")


class NotAPolicyError(ValueError):
    """What was uploaded cannot be a policy's file; the sentence says why."""


def is_name(name: str) -> bool:
    """Whether a policy can have a file of this name."""
    return bool(_NAME.fullmatch(name))


def typed(form: QueryDict) -> dict[str, str]:
    """The files of the editor's form."""
    return in_order({name: lines(str(form[name])) for name in form if is_name(name)})


def lines(text: str) -> str:
    """Text with the line ends of a policy, and not longer than any."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")[:LONGEST]


def in_order(files: Mapping[str, str]) -> dict[str, str]:
    """The rules first, then the texts as the rules list their languages.

    A language that the rules name has an empty text, so that it can be written.
    """
    listed = [f"{code}.md" for code in _languages(files.get(RULES, ""))]
    names = dict.fromkeys((RULES, *listed, *sorted(files)))
    kept = {name: files.get(name, "") for name in names if name in files or name in listed}
    return {name: text for name, text in kept.items() if text or name in (RULES, *listed)}


def _languages(rules: str) -> Iterable[str]:
    try:
        said = tomllib.loads(rules).get("languages", [])
    except tomllib.TOMLDecodeError:
        return []
    said = said if isinstance(said, list) else []
    return [one for one in said if isinstance(one, str) and is_name(f"{one}.md")][:MOST]


# Archives


def archive(files: Mapping[str, str], at: datetime) -> bytes:
    """A ZIP of the files; the same files at the same moment give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), text)
    return written.getvalue()


def uploaded(files: Iterable[Upload]) -> tuple[dict[str, str], bool]:
    """The files of an upload, and whether they are the whole folder (a ZIP is). Raises
    NotAPolicyError, with a sentence."""
    given = list(files)
    if not given:
        raise NotAPolicyError(_("Choose policy.toml, a text such as en.md, or a ZIP of all."))
    if len(given) == 1 and (given[0].name or "").lower().endswith(".zip"):
        return _unpacked(given[0]), True
    return {_named(one.name or ""): _decoded(one.name or "", one.read()) for one in given}, False


def _unpacked(file: Upload) -> dict[str, str]:
    """The policy's files in a ZIP, from whatever folder they lie in; others are left."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as packed:
            inside = [one for one in packed.infolist() if is_name(_last(one.filename))]
            if any(one.file_size > 4 * LONGEST for one in inside[:MOST]) or len(inside) > MOST:
                raise NotAPolicyError(_("The ZIP holds more than a policy can be."))
            found = {_last(one.filename): packed.read(one) for one in inside}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise NotAPolicyError(_("This ZIP cannot be opened.")) from None
    if RULES not in found:
        raise NotAPolicyError(_("There is no policy.toml in this ZIP: its rules stand there."))
    return {name: _decoded(name, content) for name, content in found.items()}


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _named(path: str) -> str:
    name = _last(path)
    if not is_name(name):
        said = _("“%(name)s” is no file of a policy: these are policy.toml and texts like en.md.")
        raise NotAPolicyError(said % {"name": name[:80]})
    return name


def _decoded(name: str, content: bytes) -> str:
    if len(content) > 4 * LONGEST:
        raise NotAPolicyError(_("%(name)s is longer than a policy can be.") % {"name": name})
    try:
        return lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        said = _("%(name)s is not text in UTF-8: save it so, and upload it again.")
        raise NotAPolicyError(said % {"name": name}) from None
