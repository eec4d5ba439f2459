"""`format=flowed` (RFC 3676): lines that a program broke, put together again."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool) -> str:
    """`format=flowed` (RFC 3676) with its soft line breaks undone."""
    out: list[list[str]] = []
    flowing = False
    depth = 0
    for line in text.split("\n"):
        quote = len(line) - len(line.lstrip(">"))
        content = line[quote:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        shown = content[:-1] if soft and delsp else content
        if flowing and quote == depth and content != "-- ":
            out[-1].append(shown)
        else:
            out.append([f"{'>' * quote} {shown}" if quote else shown])
        flowing, depth = soft, quote
    return "\n".join("".join(pieces) for pieces in out)
