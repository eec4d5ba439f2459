"""Delivery failures: RFC 3464 reports first, then the words that mail systems really use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.core.mail.address import read_addresses
from kept.core.mail.failure_words import GIVEN_UP, PHRASE, SUBJECT, TEMPORARY
from kept.core.mail.failures import (
    original_id,
    reason_in,
    returned_copy,
    told_as_json,
    unreached,
)
from kept.core.mail.headers import Headers, read_headers
from kept.core.mail.kinds import is_daemon, is_machine, is_noreply
from kept.core.mail.messages import Bounce
from kept.core.mail.mime import Part, read_mime
from kept.core.mail.refusals import UnreadableError

_STATUS = re.compile(r"(?<![\d.v])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-#,;:]\D|\s*[45]\.\d)")
_CODED_STATUS = re.compile(
    r"(?:(?<!\d)[245]\d\d:?[ \-]+#?|#|Status:[ \t]*)([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.I
)
_GOOD_ACTIONS = frozenset({"delivered", "deliverable", "relayed", "expanded"})
_LONGEST_REPORT = 100_000
_LONGEST = 20_000
"""Characters of a report's text that are searched."""


@dataclass(frozen=True, slots=True)
class _Report:
    recipient: str = ""
    status: str = ""
    action: str = ""
    diagnostic: str = ""


def read_bounce(root: Part, sender: str, subject: str, text: str) -> Bounce | None:
    """The delivery failure that a mail reports, None for any other mail.

    A report of success (`delivered`, `relayed`) is no failure and is None too.
    """
    if (told := told_as_json(text)) is not None and (is_machine(sender) or is_noreply(sender)):
        return told
    reports = _reports(root)
    failed = next((r for r in reports if r.action not in _GOOD_ACTIONS), None)
    if reports and failed is None:
        return None
    if failed is None:
        if not _looks_like_one(root, sender, subject, text):
            return None
        failed = next(iter(_passed_on(root)), _Report())
    words = f"{failed.diagnostic}\n{text[:_LONGEST]}"
    status = failed.status if _says_something(failed.status) else ""
    if status.startswith("4") and failed.action == "failed":
        # Given up: what the other side said last weighs more than the queue's own code.
        said = _CODED_STATUS.search(failed.diagnostic)
        status = said[1] if said and said[1].startswith("5") else status
    status = status or _status_in(failed.diagnostic) or _status_in(words) or failed.status
    copy = returned_copy(root)
    return Bounce(
        recipient=failed.recipient or unreached(root, sender, text, copy),
        status=status,
        permanent=_permanent(status, failed, words),
        original_message_id=original_id(copy, text),
        reason=reason_in(failed.diagnostic, text),
    )


def _looks_like_one(root: Part, sender: str, subject: str, text: str) -> bool:
    if root.type == "multipart/report":
        kind = root.parameters.get("report-type", "").lower()
        return kind in ("", "delivery-status") and (
            is_machine(sender) or SUBJECT.search(subject) is not None
        )
    if "x-failed-recipients" in root.headers:
        return True
    machine = is_machine(sender) or (is_noreply(sender) and returned_copy(root) is not None)
    if not machine and not (_is_null(root.headers) and SUBJECT.search(subject)):
        return False
    # Both cost a search through the text: only the few mails that come this far pay for it.
    if machine and SUBJECT.search(subject):
        return True
    if is_daemon(sender) and returned_copy(root) is not None:
        return True
    return PHRASE.search(text[:_LONGEST]) is not None


def _is_null(headers: Headers) -> bool:
    return headers.raw("return-path").strip() == "<>"


def _reports(root: Part) -> list[_Report]:
    found: list[_Report] = []
    for part in root.walk():
        if part.type == "message/delivery-status":
            found += _recipients_of(part.content[:_LONGEST_REPORT])
    return found


def _passed_on(root: Part) -> list[_Report]:
    """The report in a failure that came back itself, as a gateway between passes it on."""
    for part in root.walk():
        if part.type == "message/rfc822":
            try:
                return _reports(read_mime(part.content[:_LONGEST_REPORT]))
            except UnreadableError:
                return []
    return []


def _recipients_of(data: bytes) -> list[_Report]:
    found: list[_Report] = []
    at = 0
    while at < len(data) and len(found) < 50:
        fields, after = read_headers(data, at, len(data))
        if after == at:
            break
        at = after
        final = _after_type(fields.raw("original-recipient") or fields.raw("final-recipient"))
        action = fields.raw("action").lower().partition(" ")[0]
        if not (final or action or "status" in fields):
            continue
        status = _STATUS.search(fields.raw("status"))
        found.append(
            _Report(_address(final), status[0] if status else "", action,
                    fields.raw("diagnostic-code"))
        )  # fmt: skip
    return found


def _after_type(value: str) -> str:
    return value.partition(";")[2].strip() if ";" in value else value


def _address(text: str) -> str:
    addresses = read_addresses(text)
    return addresses[0].email if addresses else ""


def _says_something(status: str) -> bool:
    return bool(status) and not status.endswith(".0.0")


def _status_in(text: str) -> str:
    """A status code in free text: where a mail system would write one, else anywhere."""
    text = text[:_LONGEST]
    found = _CODED_STATUS.search(text)
    status = found[1] if found else ""
    if not status and (bare := _STATUS.search(text)) and _SMTP_CODE.search(text) is None:
        status = bare[0]  # beside an SMTP code without one, it is rather a version or a host
    return "" if status.startswith("2") else status


def _permanent(status: str, report: _Report, words: str) -> bool:
    if report.action == "delayed":
        return False
    if status:
        return status[0] == "5"
    code = _SMTP_CODE.search(words)
    if code is not None:
        return code[1] == "5"
    given_up = report.action == "expired" or GIVEN_UP.search(words) is not None
    return given_up or TEMPORARY.search(words) is None
