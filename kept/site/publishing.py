"""`kept policy publish` and `kept policy history`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from kept.core.decide import Refused
from kept.core.events import DESK, Actor
from kept.core.policy import Policy, PolicyMistakes, read
from kept.core.policy.compare import compare
from kept.mailboxes.directory import of_address
from kept.people.models import Staff
from kept.record import policy
from kept.record.notes import Words, tidied
from kept.site import prepare
from kept.site.comparing import told as told_changes
from kept.site.prepare import NotReadyError
from kept.tickets import better


def publish(
    folder: Path,
    *,
    note: str,
    note_in: Sequence[tuple[str, str]] = (),
    major: bool,
    effective: str,
    by: str,
    now: datetime,
    better_for_running: bool = False,
) -> Iterator[str]:
    """Publish the policy in `folder`; says what changes, then what was done.

    `better_for_running`: let it apply to promises that run, where it is better for the customer;
    also where it was published already, so that what was broken off can go on.

    Raises NotReadyError, and publishes nothing: `file:line:column: sentence` for each mistake as
    `kept policy check` says them, or what makes no sense.
    """
    if not tidied(dict(note_in) or note):
        raise NotReadyError("--note: say in one sentence why; it stands in the public history.")
    files = prepare.policy_files(folder)
    try:
        rules = read(files)
    except PolicyMistakes as error:
        raise NotReadyError("\n".join(prepare.told(folder, error.mistakes))) from error
    author = _author(by)
    starts = _moment(effective, rules.calendar.tzinfo) if effective else None
    changes = _changes(files)
    if better_for_running:
        _refuse_to_better(author, starts)
    if better_for_running and not changes:
        yield from _bettered(policy.history()[0].number, author, now)
        return
    if not changes:
        raise NotReadyError("Nothing has changed since the newest version: nothing is published.")
    yield from changes
    try:
        done = policy.publish(
            files,
            at=now,
            by=author,
            note=_notes(rules, note, note_in),
            major=major,
            effective=starts,
        )
    except policy.NotPublishableError as error:
        raise NotReadyError(str(error)) from error
    yield from _published(done.version, rules, starts, major=major)
    if better_for_running:
        yield from _bettered(done.version, author, now)


def _published(
    version: int, rules: Policy, starts: datetime | None, *, major: bool
) -> Iterator[str]:
    """What was done, and what is left for a person to do."""
    when = "now" if starts is None else f"from {starts:%Y-%m-%d %H:%M} UTC on"
    yield f"Version {version} is published; it is in force {when}."
    if of_address(rules.contact) is None:
        yield (
            f"Customers read that they write to {rules.contact}, which is no address of this desk: "
            "give it a mailbox (`kept mailbox`), or its mail comes to somebody else."
        )
    if major:
        yield "It is a major version: its announcement waits for a lead at /desk/announcements/."


def _notes(rules: Policy, note: str, note_in: Sequence[tuple[str, str]]) -> Words:
    """What --note says is in the original's language, once --note-in names others."""
    return {rules.original: note, **dict(note_in)} if note_in else note


def _refuse_to_better(author: Actor, starts: datetime | None) -> None:
    if author == DESK:
        raise NotReadyError("--better-for-running: say with --by which lead decides it.")
    if starts is not None:
        raise NotReadyError(
            "--better-for-running: a version applies to running promises once it is in force. "
            "Publish it now, or run the same command again, without --effective, when it is."
        )


def _bettered(version: int, author: Actor, now: datetime) -> Iterator[str]:
    did = better.apply_to_running(version, by=Staff.objects.get(pk=author.id or 0), at=now)
    if isinstance(did, Refused):
        raise NotReadyError(str(did))
    promises = "1 promise falls" if did.earlier == 1 else f"{did.earlier} promises fall"
    yield f"{promises} due earlier, {did.new} begin, on {did.tickets} open tickets."


def history() -> Iterator[str]:
    """One line for each version, the newest first."""
    names = {f"staff:{pk}": name for pk, name in Staff.objects.values_list("pk", "name")}
    for row in policy.history():
        size = "major" if row.major else "minor"
        yield "\t".join(
            [
                str(row.number),
                f"{row.effective_at:%Y-%m-%d %H:%M}Z",
                size,
                names.get(row.by, row.by),
                row.digest,
                " ".join(row.note.split()),
            ]
        )


def _author(email: str) -> Actor:
    if not email:
        return DESK
    staff = Staff.objects.filter(email=email.strip().lower(), is_active=True).first()
    if staff is None or not staff.is_lead:
        raise NotReadyError(f"{email} is no lead of this desk: only leads publish the policy.")
    return Actor("staff", staff.pk)


def _moment(text: str, zone: tzinfo) -> datetime:
    """'2026-12-01' is the beginning of that day, '2026-12-01T09:00' that time, both in the zone
    of the policy's hours."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NotReadyError(
            f"--effective: “{text}” is neither a day such as 2026-12-01 nor a moment such as "
            "2026-12-01T09:00."
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _changes(files: Mapping[str, str]) -> list[str]:
    """What is other than in the newest version, in words; nothing where nothing is."""
    newest = policy.history()
    if not newest:
        return ["This is the first version."]
    old = policy.files(newest[0].number)
    if old == files:
        return []
    before, after = old["policy.toml"], files["policy.toml"]
    newest_rules = policy.edition(newest[0].number).policy
    changes = compare(newest_rules, read(files), as_written=(before, after))
    return [f"Since version {newest[0].number}:", *told_changes(changes, "en"), ""]
