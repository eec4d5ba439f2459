"""A small server in place of a desk: answers each address, and remembers what was asked."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import Queue

from django.template import engines
from django.utils import translation

from kept.front import samples

STATIC = Path(__file__).parents[2] / "static"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-n'; style-src 'self' 'nonce-n'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'"
)
WORKSPACE = """{% extends "front/workspace.html" %}{% load kept %}
{% block list %}<section class="inbox" aria-label="List"><header><button class="menu"
popovertarget="rail">Menu</button><form class="filter"><input type="search" aria-label="Filter"
data-key="/"></form></header><div class="scroll">
{% for row in rows %}{% include "front/row.html" %}{% endfor %}</div></section>{% endblock %}
{% block main %}<article class="ticket"><header><button data-key="a">Assign</button>
{% include "front/owed.html" %}</header><div class="thread" id="thread"><p id="news">{{ news }}</p>
<details id="quoted"><summary>quoted</summary>words</details></div>
{% include "front/composer.html" %}</article>{% endblock %}"""
PUBLIC = """{% extends "front/public.html" %}{% load static %}
{% block scripts %}{{ block.super }}<script type="module" src="{% static 'kept/public/paste.js' %}">
</script>{% endblock %}{% block main %}<form><input type="hidden" name="zone">
<div data-paste="Remove {}"><input type="file" name="files" multiple><ul class="gathered"></ul>
</div></form>{% endblock %}"""


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""


class Desk:
    """The other end: answers each address with a function, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], Answer]] = {}
        self.asked: list[str] = []
        self.posted: dict[str, list[str]] = {}
        #: What the stream of hints still has to say; it stays open until None comes.
        self.hints: Queue[str | None] = Queue()
        self.url = ""

    def shows(self, path: str, template: str, **context: object) -> None:
        self.answers[path] = lambda: Answer(page(template, context))

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return Answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "font/woff2")
        return self.answers.get(path, lambda: Answer(status=404))()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # a page's many small files come over few connections
    disable_nagle_algorithm = True
    desk: Desk

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        answer = self.desk.answer(path)
        if path == "/live" and answer.status == 200:
            return self.stream()
        self.give(answer)
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode(errors="replace")
        self.desk.posted.setdefault(self.path, []).append(body)
        self.give(self.desk.answer(self.path))

    def give(self, answer: Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"retry: 100\n\n")
        while (hint := self.desk.hints.get()) is not None:
            self.wfile.write(f"data: {hint}\n\n".encode())

    def log_message(self, *_args: object) -> None:
        pass


def page(template: str, context: dict[str, object], language: str = "en") -> str:
    composer = samples.composer() | {"error": "", "action": "/send", "writing_url": "/writing"}
    rows = [row | {"url": f"/{row['number']}", "promise": None} for row in samples.rows()]
    shared = {"rows": rows, "composer": composer, "CSP_NONCE": "n", "news": "old"}
    with translation.override(language):
        said = {k: v() if callable(v) else v for k, v in context.items()}
        return engines["django"].from_string(template).render(shared | said)
