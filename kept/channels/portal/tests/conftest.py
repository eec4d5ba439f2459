"""Browsers of the four people, and forms as they fill them in."""

from __future__ import annotations

import re
import struct
import zlib
from html import unescape
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from kept.core.promises import Edition

SENT = {
    "name": "Ada Lovelace",
    "email": "ada@example.org",
    "subject": "The report stops",
    "text": "Since Monday the report stops at 62 %.",
    "nonce": "a" * 22,
    "zone": "Europe/Paris",
}


@pytest.fixture(autouse=True)
def _desk(edition: Edition, clock: object, tmp_path: Path, settings: object) -> None:
    """A desk under its policy, with files of its own and nobody counted yet."""
    settings.KEPT_HOME = tmp_path
    cache.clear()


def sent(**changes: object) -> dict[str, object]:
    """The request form, filled in, with `changes`."""
    return {**SENT, **changes}


def png() -> bytes:
    """The smallest picture there is: one dot."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def upload(name: str, content: bytes, type_: str = "application/octet-stream") -> object:
    return SimpleUploadedFile(name, content, type_)


def words(response: object) -> str:
    """What a reader sees of a page, with every space a plain one."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).split())
