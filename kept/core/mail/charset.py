"""Bytes to text, whatever the label says. Never raises and never returns NUL or surrogates."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# What mail programs write and what they mean (the WHATWG encoding labels, mostly).
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "ansi": "cp1252",
    "ansi_x3.4-1968": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "x-euc-jp": "euc_jp", "big5": "big5hkscs", "x-big5": "big5",
    "tis-620": "cp874", "windows-874": "cp874", "unicode-1-1-utf-7": "utf-7", "x-unicode": "utf-8",
    "utf8": "utf-8", "utf-8mb4": "utf-8", "unicode": "utf-8", "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman", "x-macroman": "mac_roman", "koi8": "koi8-r",
    "x-mac-ce": "mac_latin2", "x-mac-centraleurroman": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic", "x-mac-greek": "mac_greek", "x-mac-turkish": "mac_turkish",
    "x-mac-icelandic": "mac_iceland", "x-mac-japanese": "cp932", "x-mac-korean": "cp949",
    "unicode-2-0-utf-7": "utf-7", "iso-10646-ucs-2": "utf-16", "ucs-2": "utf-16",
    "iso-10646": "utf-8", "iso-2022-jp-ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext", "eucjpms": "euc_jp", "euc-jp-ms": "euc_jp",
    "windows-949": "cp949", "x-windows-949": "cp949", "ks_c_5601-1989": "cp949",
    "cn-gb": "gb18030", "cn-big5": "big5hkscs", "iso-2022-cn": "gb18030",
}  # fmt: skip
# How else people write names that are known: `Windows1252`, `ISO8859_1`, `utf8`, `x-cp1251`.
_SPELLED = (
    (re.compile(r"(?:x-|cs|_)?(?:windows|win|ms|cp|ibm)[-_ ]?(\d{3,5})"), "cp"),
    (re.compile(r"(?:x-|cs|_)?iso[-_ ]?8859[-_ ]?(\d{1,2})(?:[-_ ]?[ei])?"), "iso-8859-"),
    (re.compile(r"(?:x-|cs|_)?utf[-_ ]?(7|8|16|32)"), "utf-"),
    (re.compile(r"(?:x-|_)?koi8[-_ ]?([ru])"), "koi8-"),
)
_WESTERN = frozenset({"cp1252", "iso8859-15", "cp850", "mac-roman"})
# Codecs of Python that are no character sets of mail (or whose cost is not linear).
_NOT_FOR_MAIL = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
# Where a label is wrong, it is mostly wrong in one way.
_INSTEAD = {
    "iso2022_jp_ext": ("cp932", "euc_jp"),
    "cp932": ("euc_jp",),
    "euc_jp": ("cp932",),
    "gb18030": ("big5",),
    "big5hkscs": ("gb18030",),
}
_NEVER_A_GUESS = frozenset({"utf-8", "utf-7", "ascii"})
_BEYOND_NAMES = re.compile(r"[*;,\s\"'<>]")
_SHIFTED = re.compile(r"\+[A-Za-z0-9+/]*-?")
_ASCII = bytes(range(0x80))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_NEVER_IN_TEXT = tuple(bytes((byte,)) for byte in (*range(9), *range(14, 27), *range(28, 32), 127))
_DOUBLE_BYTES = re.compile(rb"\x1b\$[@B]([^\x1b]*)(?:\x1b\([BJ]|\Z)")
_ESCAPES = re.compile(rb"\x1b[$(][A-Z@]?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAMPLE = 4096
"""Bytes that the guess looks at: enough to tell, and bounded in time."""


def decode(data: bytes, label: str = "", *, repair: bool = True) -> str:
    """`data` as text: by its label where that fits, else UTF-8, else the likeliest charset.

    `repair`: where the label fits but for some characters, read run by run, which is slow.
    """
    text = _decoded(data, label, repair)
    return text.replace("\x00", "") if "\x00" in text else text


def _decoded(data: bytes, label: str, repair: bool) -> str:
    codec = codec_for(label)
    if data.isascii() and codec in ("", "cp1252", "utf-8"):
        return data.decode("ascii")
    if codec in ("", "utf-8") or codec in _WESTERN:
        # Text that decodes as UTF-8 by accident is rarer than text with a wrong label.
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    if codec and codec != "utf-8":
        try:
            return _SURROGATE.sub("\ufffd", data.decode(codec))
        except (UnicodeError, ValueError):
            pass
    return _guessed(data, codec, repair)


@lru_cache(maxsize=512)
def codec_for(label: str) -> str:
    """Python's name for a charset label, '' for one that it doesn't know."""
    name = _BEYOND_NAMES.split(label.strip(" \t\"'").lower(), maxsplit=1)[0]
    if not name or len(name) > 40:
        return ""
    try:
        info = codecs.lookup(_MEANT.get(name) or _spelled(name))
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NOT_FOR_MAIL else ""


def _spelled(name: str) -> str:
    for pattern, family in _SPELLED:
        if found := pattern.fullmatch(name):
            meant = family + found[1]
            return _MEANT.get(meant, meant)
    return name


def _guessed(data: bytes, codec: str, repair: bool) -> str:
    """The likeliest reading of bytes whose label is absent, unknown or wrong."""
    # A few broken bytes in UTF-8 (a cut character, an old footer) leave the rest readable.
    as_utf8 = data.decode("utf-8", "replace")
    broken = as_utf8.count("\ufffd")
    if broken * 20 < len(data.translate(None, _ASCII)):
        return as_utf8
    if repair and codec == "utf-7" and data.isascii():
        return _SHIFTED.sub(_unshifted, data.decode("ascii"))
    if repair and codec == "iso2022_jp_ext" and b"\x1b$" in data:
        return _shifted_in(data)
    for other in _INSTEAD.get(codec, ()):
        try:
            return data.decode(other)
        except UnicodeDecodeError:
            continue
    if sum(map(data[:_SAMPLE].count, _NEVER_IN_TEXT)) * 50 > len(data[:_SAMPLE]):
        codec = ""  # no text in any charset, whatever it is called
    guess = codec if codec and codec not in _NEVER_A_GUESS else _likeliest(data[:_SAMPLE])
    return _SURROGATE.sub("\ufffd", data.decode(guess, "replace"))


def _unshifted(run: re.Match[str]) -> str:
    """One run of UTF-7; where it stands for nothing, it was meant as it is (`C++`, `+41`)."""
    try:
        return _SURROGATE.sub("\ufffd", run[0].encode("ascii").decode("utf-7"))
    except UnicodeDecodeError:
        return run[0]


def _shifted_in(data: bytes) -> str:
    """ISO-2022-JP with the characters that Windows and phones add to it (`①`, `髙`).

    Its two-byte characters are those of Shift_JIS in another arrangement, and Python's codec for
    that knows the additions.
    """
    out: list[str] = []
    for i, piece in enumerate(_DOUBLE_BYTES.split(data)):
        if i % 2:
            pairs = zip(piece[::2], piece[1::2], strict=False)
            piece = b"".join(_as_shift_jis(row, cell) for row, cell in pairs)
        out.append(_ESCAPES.sub(b"", piece).decode("cp932", "replace"))
    return "".join(out)


def _as_shift_jis(row: int, cell: int) -> bytes:
    """JIS X 0208 → Shift_JIS (JIS X 0208:1997, appendix 1)."""
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return bytes((row, cell)) if row in b"\r\n" else b"?"
    lead = ((row + 1) >> 1) + (0x70 if row < 0x5F else 0xB0)
    trail = cell + (0x7E if row % 2 == 0 else 0x1F + (cell >= 0x60))
    return bytes((lead, trail))


def _likeliest(sample: bytes) -> str:
    # Accents stand alone between ASCII letters; other scripts come in runs.
    if sum(map(sample.count, _NEVER_IN_TEXT)) * 50 > len(sample):
        return "cp1252"  # no text in any charset: nothing here is worth a guess
    runs = _HIGH_RUN.findall(sample)
    if not runs or sum(len(run) == 1 for run in runs) * 5 > len(runs) * 3:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, steps=3, chunk_size=512, enable_fallback=False).best()
    if best is None or codec_for(best.encoding) == "":
        return "cp1252"
    return best.encoding
