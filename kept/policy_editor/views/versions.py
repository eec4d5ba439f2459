"""The versions of the policy as the team sees them, and the draft of the next."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.policy_editor.views.discarded import discarded
from kept.policy_editor.views.page import Reader, names, newest, page
from kept.record import draft as drafts
from kept.record import policy as record
from kept.record.models import PolicyVersion
from kept.record.notes import Note, told


@dataclass(frozen=True, slots=True)
class Row:
    """A version in the list. `before`: the version to compare it with, 0 for the first."""

    version: PolicyVersion
    note: Note
    published: str
    effective: str
    by: str
    standing: str
    before: int


@require_safe
@for_the_team
def versions(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every version: when, from when on, by whom, why; and whether somebody writes the next."""
    reader = Reader.of(staff)
    newest()
    now = record.in_force(reader.now).version
    rows = record.history()
    who = names([row.by for row in rows])
    context = {
        "title": "",
        "rows": [_row(row, who[row.by], now, reader) for row in rows],
        "draft": _draft(reader),
        "newest": rows[0].number,
        "discarded": discarded(request),
    }
    return page(request, "versions", context)


def _row(row: PolicyVersion, by: str, in_force: int, reader: Reader) -> Row:
    if row.number == in_force:
        standing = "in force"
    else:
        standing = "to come" if row.effective_at > reader.now else "past"
    return Row(
        version=row,
        note=told(row.note, row.notes, reader.language),
        published=reader.moment(row.published_at),
        effective=reader.moment(row.effective_at),
        by=by,
        standing=standing,
        before=row.number - 1,
    )


def _draft(reader: Reader) -> dict[str, object] | None:
    kept = drafts.draft()
    if kept is None:
        return None
    by = str(kept.by)
    return {"base": kept.base, "by": names([by])[by], "saved": reader.moment(kept.at)}
