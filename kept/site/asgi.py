"""The web, as one ASGI application: live streams on the event loop, pages on a few threads.

Why pages have threads of their own: docs/decisions/0003-pages-on-threads.md.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.site.settings")

from kept.live.asgi import application as live
from kept.site.pages import Pages

pages = Pages(threads=8)


async def application(scope: Any, receive: Any, send: Any) -> None:
    streams = scope["type"] == "http" and scope["path"].startswith("/live/")
    await (live if streams else pages)(scope, receive, send)
