"""Whether a file is what its name says, by its first bytes.

Only what can be told for certain counts: a name that says nothing about the kind of its file, and
bytes that begin in no known way, are no lie. Nothing is unpacked.
"""

from __future__ import annotations

import re

# How files of a family begin. The order counts: the first that fits names the family.
_BEGINNINGS = (
    ("program", (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"L\0\0\0\x01\x14\x02\0")),
    ("script", (b"#!",)),
    ("pdf", (b"%PDF-",)),
    ("picture", (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*",
                 b"\0\0\x01\0\x01", b"8BPS")),
    ("zip", (b"PK\x03\x04", b"PK\x05\x06")),
    ("archive", (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ",
                 b"\x28\xb5\x2f\xfd", b"MSCF")),
    ("office", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
    ("rtf", (b"{\\rtf",)),
    ("sound", (b"ID3", b"OggS", b"fLaC", b"\xff\xfb")),
)  # fmt: skip
_RIFF = {b"WEBP": "picture", b"WAVE": "sound", b"AVI ": "film"}
_BOXES = {b"heic": "picture", b"heix": "picture", b"mif1": "picture", b"avif": "picture"}
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*"
                     rb"<(?:!doctype\s+(?:html|svg)|html|head|body|script|svg|iframe)\b",
                     re.I | re.S)  # fmt: skip

# Which families a name's ending admits.
_ENDINGS = {
    "picture": "png jpg jpeg jpe gif webp bmp tif tiff heic heif avif ico psd",
    "pdf": "pdf",
    "zip": "zip docx xlsx pptx odt ods odp epub apk jar xpi docm xlsm pptm pages numbers key",
    "archive": "rar 7z gz tgz bz2 xz zst cab tar",
    "office": "doc xls ppt msg msi vsd pub",
    "sound": "mp3 ogg flac wav m4a aac opus amr",
    "film": "mp4 mov avi mkv webm 3gp mpg mpeg",
    "text": "txt csv log md ics vcf eml json",
}
_FAMILY = {ending: family for family, line in _ENDINGS.items() for ending in line.split()}
# What programs really write under another's name, and harms nobody.
_HARMLESS = frozenset({
    ("office", "rtf"), ("office", "zip"), ("office", "markup"), ("office", "text"),
    ("zip", "office"), ("sound", "film"), ("film", "sound"), ("archive", "zip"),
    ("text", "script"), ("zip", "program"), ("text", "markup"), ("archive", "film"),
})  # fmt: skip
_RUN = (
    "exe scr com pif bat cmd ps1 vbs vbe js jse wsf wsh hta cpl msi msix lnk jar reg dll url iso "
    "img vhd application appref-ms gadget scf inf chm"
)
_RUNS = frozenset(_RUN.split())
_LOOKED_AT = 1_024


def lies(name: str, content: bytes) -> bool:
    """Whether the bytes of a file are certainly of another family than its name says."""
    said = _FAMILY.get(_ending(name))
    if said is None:
        return False
    found = _family(content[:_LOOKED_AT])
    return found not in ("", said) and (said, found) not in _HARMLESS


def runs(name: str, content: bytes) -> bool:
    """Whether a file is a program: whoever opens it lets it do what it likes."""
    return _ending(name) in _RUNS or _family(content[:_LOOKED_AT]) == "program"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _family(head: bytes) -> str:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    if head.startswith(b"MZ") and b"\0" in head:  # words can begin so too
        return "program"
    if head[4:8] == b"ftyp":
        return _BOXES.get(head[8:12], "film")
    for family, beginnings in _BEGINNINGS:
        if head.startswith(beginnings):
            return family
    return "markup" if _MARKUP.match(head) else ""
