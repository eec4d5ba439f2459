"""A picture such as a customer would send, drawn here so that none has to be shipped."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def screenshot() -> bytes:
    """A PNG of an application whose report stands still at 62 %."""
    image = Image.new("RGB", (1280, 760), "#f6f8fa")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1280, 60), fill="#ffffff")
    for left in (40, 220, 330, 470, 600):
        draw.rounded_rectangle((left, 24, left + 80, 36), 4, fill="#c9d1d9")
    draw.rounded_rectangle((60, 110, 420, 140), 6, fill="#1f2937")
    draw.rounded_rectangle((60, 190, 1220, 300), 8, fill="#ffffff", outline="#d0d7de")
    draw.rounded_rectangle((90, 240, 1190, 262), 10, fill="#e5e9ee")
    draw.rounded_rectangle((90, 240, 90 + int(1100 * 0.62), 262), 10, fill="#3f7f78")
    draw.text((1130, 208), "62 %", fill="#1f2937", font_size=24)
    draw.rounded_rectangle((60, 330, 1220, 720), 8, fill="#ffffff", outline="#d0d7de")
    for row in range(6):
        top = 370 + row * 56
        for left, width in ((90, 260), (450, 160), (740, 220), (1050, 110)):
            draw.rounded_rectangle((left, top, left + width, top + 14), 6, fill="#e5e9ee")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
