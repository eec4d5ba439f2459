"""`kept policy compare OLD NEW`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kept.core.policy import Policy, PolicyMistakes, read
from kept.core.policy.compare import (
    ClauseChange,
    Comparison,
    compare,
    of_meaning,
    of_past,
    of_text,
    plain,
)
from kept.core.policy.compare.said import telling
from kept.core.policy.typography import set_type
from kept.record import policy as record
from kept.record.models import PolicyVersion
from kept.site import prepare
from kept.site.prepare import NotReadyError
from kept.tickets.past import QUARTER, past


def between(old: str, new: str, now: datetime) -> Comparison:
    """Two policies, each a folder or the number of a published version, on the desk's last
    quarter if there is a desk. Raises NotReadyError for what is neither, or has mistakes."""
    one, before = _policy(old)
    other, after = _policy(new)
    history = past(now - QUARTER) if _has_desk() else None
    return compare(one, other, history, as_written=(before, after))


def told(comparison: Comparison, language: str) -> Iterator[str]:
    """The comparison as people read it on a terminal."""
    headings = telling(language).headings
    if comparison.same and not comparison.rewritten:
        yield headings["same"]
        return
    yield from _part(headings["rules"], of_meaning(comparison, language))
    yield from _part(headings["past"], of_past(comparison, language))
    yield from _part(headings["text"], of_text(comparison, language))
    for change in comparison.text:
        if "changed" in change.what:
            yield ""
            yield f"{_title(change)} ({change.language})"
            yield _words(change)


def as_json(comparison: Comparison) -> str:
    return json.dumps(plain(comparison), ensure_ascii=False, indent=1)


def _part(head: str, sentences: tuple[str, ...]) -> Iterator[str]:
    if sentences:
        yield set_type(head, "en")
        yield from (f"  {sentence}" for sentence in sentences)


def _title(change: ClauseChange) -> str:
    title = "".join(piece.text for piece in change.title if piece.kind != "removed")
    return f"§{change.new} {title}" if (change.new or "")[:1].isdigit() else title


def _words(change: ClauseChange) -> str:
    """A clause with the words that went and those that came: [-gone-] {+come+}."""
    return "".join(
        _SIGNS[piece.kind].format(piece.before, piece.words, piece.after) for piece in change.body
    )


_SIGNS = {"same": "{0}{1}{2}", "removed": "{0}[-{1}-]{2}", "added": "{0}{{+{1}+}}{2}"}


def _policy(named: str) -> tuple[Policy, str]:
    """A policy, and its rules as they are written."""
    folder = Path(named)
    if named.isdecimal() and not folder.exists():
        return _published(int(named))
    files = prepare.policy_files(folder)
    try:
        return read(files), files["policy.toml"]
    except PolicyMistakes as error:
        said = "\n".join(prepare.told(folder, error.mistakes))
        raise NotReadyError(f"The policy in {folder} has mistakes:\n{said}") from error


def _published(number: int) -> tuple[Policy, str]:
    if not _has_desk():
        raise NotReadyError(f"There is no folder {number}, and no desk that published a version.")
    try:
        return record.edition(number).policy, record.files(number)["policy.toml"]
    except PolicyVersion.DoesNotExist:
        raise NotReadyError(f"There is no folder {number}, and no version {number}.") from None


def _has_desk() -> bool:
    return settings.KEPT_HOME.joinpath("desk.toml").exists()
