"""The files that go with a reply: uploaded now, or kept from one that was taken back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kept.core import mail
from kept.record import files
from kept.tickets.actions import File
from kept.tickets.files import DRAWN
from kept.tickets.models import Message

_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+", re.A)

Upload: TypeAlias = "UploadedFile[Any]"


def uploaded(upload: Upload) -> File:
    """The file under its own name; what its type is, the browser says, and nothing trusts it."""
    name = "".join(letter for letter in upload.name or "" if letter.isprintable())
    type_ = upload.content_type or ""
    return File(
        name=name.replace("\\", "/").rpartition("/")[2][-200:] or "file",
        type=type_ if _TYPE.fullmatch(type_) else "application/octet-stream",
        content=upload.read(),
    )


def kept_from(before: Message | None, wanted: Collection[int | None]) -> list[File]:
    """The `wanted` files of the reply that its writer took back."""
    kept = [one for one in before.attachments.all() if one.pk in wanted] if before else []
    return [File(one.name, one.type, files.path(one.sha256).read_bytes()) for one in kept]


def in_place(text: str, enclosed: Sequence[File]) -> tuple[File, ...]:
    """The files, those marked that `text` shows as pictures: `![what it shows](its name)`."""
    shown = mail.pictures_in(text)
    return tuple(
        replace(file, inline=True, cid=_content_id())
        if file.name in shown and file.type in DRAWN
        else file
        for file in enclosed
    )


def _content_id() -> str:
    return f"{secrets.token_hex(8)}@{settings.DESK.address.rpartition('@')[2]}"
