"""What reading one mail may cost: each of its parts is bounded, and all of them together too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Room:
    """What is left for the parts of a mail that are still to be read.

    Far more than any mail needs. Where it is used up, the rest is read in a plainer way: HTML
    without its tags, text without repairs, envelopes and calendars as files.
    """

    plain: int = 1_000_000
    """Bytes of plain text that are repaired and put together line by line."""
    pictures: int = 1_000
    """Those written into HTML."""
    parsed: int = 4_000_000
    """Characters of HTML, without the pictures in it."""
    as_it_came: int = 100_000
    """Those of them that the parser sees as they came."""
    tags: int = 60_000
    elements: int = 1_000_000
    """What the tags make at most: some are opened again in every paragraph."""
    specials: int = 8_000_000_000
    """Characters that cost the parser a look at all of their text, times its length."""
    without_tags: int = 2_000_000
    """Characters of HTML that are shown as text, where there is no room for them as HTML."""
    envelopes: int = 3
    calendars: int = 5

    def has_plain(self, size: int) -> bool:
        """Whether so many bytes of plain text are still read with care."""
        self.plain -= size
        return self.plain >= 0

    def has_envelope(self) -> bool:
        self.envelopes -= 1
        return self.envelopes >= 0

    def has_calendar(self) -> bool:
        self.calendars -= 1
        return self.calendars >= 0
