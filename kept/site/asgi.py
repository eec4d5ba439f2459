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
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

_live = get_asgi_application()
_wsgi: Any = get_wsgi_application()
_pages: Any = WSGIMiddleware(_wsgi, workers=8)


async def application(scope: Any, receive: Any, send: Any) -> None:
    live = scope["type"] == "http" and scope["path"].startswith("/live/")
    await (_live if live else _pages)(scope, receive, send)
