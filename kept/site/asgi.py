"""The web, as one ASGI application: live streams on the event loop, pages on a few threads.

Pages are plain synchronous Django. Under ASGI alone each request would get a thread of its own
and so a database connection of its own; on long-lived threads connections are kept
(docs/decisions/0003-pages-on-threads.md).
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.site.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from kept.live.asgi import application as live

_wsgi: Any = get_wsgi_application()
pages: Any = WSGIMiddleware(_wsgi, workers=8)


async def application(scope: Any, receive: Any, send: Any) -> None:
    streams = scope["type"] == "http" and scope["path"].startswith("/live/")
    await (live if streams else pages)(scope, receive, send)
