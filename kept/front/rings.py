"""The geometry of the promise's ring (LOOK, anatomy): what the template draws, in its units.

The ring has 100 units of length and starts at twelve; it empties clockwise.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, get_args

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

RingState = Literal["running", "soon", "kept", "broken", "hold", "released", "share"]
STATES: Final[tuple[str, ...]] = get_args(RingState)

#: Below this size an aim would be a speck.
_AIM_FROM: Final = 18
#: A single failure can be seen: the broken part of a share is never smaller. The number is true.
_LEAST_BROKEN: Final = 3
_GAP: Final = 2


def ring(
    state: str, left: float = 1.0, aim: float | None = None, size: int | None = None
) -> SafeString:
    """The ring as SVG, without words.

    `left` is what remains of the span, 0 to 1; for a share, what was kept. `aim` is the part of
    the span at whose end the aim falls. Raises ValueError for a state that has no ring.
    """
    if state not in STATES:
        raise ValueError(f"No ring is drawn for {state!r}; known are {', '.join(STATES)}.")
    shown = aim is not None and state == "running" and (size is None or size >= _AIM_FROM)
    turn = round(360 * _within(aim)) if shown and aim is not None else None
    return _drawn(state, round(1000 * _within(left)), turn, size)


@lru_cache(maxsize=4096)
def _drawn(state: str, thousandths: int, turn: int | None, size: int | None) -> SafeString:
    """Few rings differ, so each is rendered once: a list of fifty costs no template."""
    left = thousandths / 10
    rest = max(_LEAST_BROKEN, 100 - left) if left < 100 else 0
    drawn = render_to_string(
        "front/mark.html",
        {
            "state": state,
            "left": _units(left),
            "gone": _units(100 - left),
            "turn": turn,
            "size": size,
            "part": _units(100 - rest - 2 * _GAP if rest else 100),
            "rest": _units(rest),
            "rest_from": _units(100 - rest - _GAP),
        },
    )
    return SafeString(drawn.strip())


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))


def _units(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
