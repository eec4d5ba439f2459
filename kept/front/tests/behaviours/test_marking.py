"""A picture is drawn on before it is sent: what was hidden is not in the file any more."""

import struct
import zlib

from playwright.sync_api import Page, expect

PAGE = """{% extends "front/public.html" %}{% load static %}
{% block scripts %}{{ block.super }}<script type="module" src="{% static 'kept/public/paste.js' %}">
</script>{% endblock %}{% block main %}<form>{% include "portal/files.html" %}</form>{% endblock %}
"""
WIDE, HIGH = 200, 100
RED = (200, 30, 30)
#: The bytes of the file that the form would send, and the colour of some of its points.
SENT = """async (points) => {
  const [file] = document.querySelector("input[name=files]").files;
  const image = await createImageBitmap(file);
  const canvas = Object.assign(document.createElement("canvas"),
                               { width: image.width, height: image.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const seen = points.map(([x, y]) => [...pen.getImageData(x, y, 1, 1).data].slice(0, 3));
  return [file.name, new TextDecoder("latin1").decode(await file.arrayBuffer()), seen];
}"""


def png() -> bytes:
    """A red picture that says where it was taken."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + bytes(RED) * WIDE) * HIGH
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0))
    place = chunk(b"tEXt", b"Location\0at home, second floor")
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + header + place + pixels + chunk(b"IEND", b"")


def opened(page: Page, desk) -> Page:
    desk.shows("/", PAGE)
    page.goto("/")
    page.set_input_files("#files", {"name": "shot.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="Mark or hide in shot.png").click()
    expect(page.locator("dialog canvas")).to_be_visible()
    return page


def test_what_is_drawn_over_is_gone_from_the_file(browser_page, desk):
    page = opened(browser_page, desk)
    box = page.locator("dialog canvas").bounding_box()
    across, down = box["width"] / WIDE, box["height"] / HIGH
    page.mouse.move(box["x"] + 20 * across, box["y"] + 20 * down)
    page.mouse.down()
    page.mouse.move(box["x"] + 90 * across, box["y"] + 60 * down, steps=3)
    page.mouse.up()
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator("dialog")).to_have_count(0)
    name, raw, (hidden, shown) = page.evaluate(SENT, [[50, 40], [150, 80]])
    assert name == "shot.png"
    assert tuple(hidden) != RED
    assert tuple(shown) == RED
    assert "second floor" not in raw


def test_by_keyboard_and_taken_back(browser_page, desk):
    page = opened(browser_page, desk)
    page.locator("dialog canvas").focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("dialog [role=status]")).to_have_text("Hidden.")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator("dialog")).to_have_count(0)
    _name, _raw, (hidden,) = page.evaluate(SENT, [[105, 50]])
    assert tuple(hidden) != RED


def test_left_as_it_was_it_is_the_same_file(browser_page, desk):
    page = opened(browser_page, desk)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    _name, raw, _points = page.evaluate(SENT, [])
    assert "second floor" in raw
