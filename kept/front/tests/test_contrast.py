"""Whatever is text can be read: contrast after WCAG, measured on the tokens themselves."""

import math
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static/kept/css/tokens.css").read_text("utf-8")
GROUNDS = ("paper", "paper-sunk", "paper-deep", "paper-raised", "paper-note")
TEXT = ("ink", "ink-2", "ink-3", "kept", "soon", "broken")


def colours(theme: int) -> dict[str, tuple[float, float, float]]:
    pair = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([^)]+)\),\s*oklch\(([^)]+)\)\)")
    found: dict[str, tuple[float, float, float]] = {}
    for name, *both in pair.findall(TOKENS):
        lightness, chroma, hue = both[theme].replace("%", "").split()
        found.setdefault(name, (float(lightness) / 100, float(chroma), float(hue)))
    return found


def luminance(oklch: tuple[float, float, float]) -> float:
    """Relative luminance, by way of OKLab and linear sRGB, clipped to what a screen can show."""
    lightness, chroma, hue = oklch
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_can_be_read_on_every_paper(text, ground, theme):
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_can_be_seen(ground, theme):
    found = colours(theme)
    assert contrast(found["edge"], found[ground]) >= 3
