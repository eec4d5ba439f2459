"""Live addresses as an ASGI application of their own.

Django gives each ASGI request a thread for its synchronous parts and keeps it, with its database
connection, until the response has ended: for a stream that is hours. Called this way all live
requests share one thread for signing in; the streams themselves hold none.
"""

from __future__ import annotations

from typing import Any

from django.core.asgi import get_asgi_application

_django = get_asgi_application()


async def application(scope: Any, receive: Any, send: Any) -> None:
    await _django.handle(scope, receive, send)
