"""Django's pages under ASGI, on a few threads that stay."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.urls import set_script_prefix

from kept.site.body import body


class Pages(ASGIHandler):
    """Guarantee: a page runs on one of `threads` threads from its first middleware to its last,
    so that each of them keeps its connection to the database."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    def load_middleware(self, is_async: bool = False) -> None:
        """The pages are synchronous, and so is what stands around them."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            asked = await body(receive)
        except ConnectionResetError:
            return
        response = await self._on_a_thread(self._respond, scope, asked)
        if not response.streaming:
            await self.send_response(response, send)
            return
        try:
            response.streaming_content = self._parts(iter(response.streaming_content))
            await self.send_response(response, send)
        finally:
            await self._on_a_thread(response.close)

    async def _on_a_thread(self, work: Callable[..., Any], *given: object) -> Any:
        return await get_running_loop().run_in_executor(self._threads, work, *given)

    def _respond(self, scope: Any, asked: IO[bytes]) -> Any:
        """The response; ended already, where all of it is there."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, asked)
        response: Any = self.get_response(request) if request else refusal
        if not response.streaming:
            response.close()
        return response

    async def _parts(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        while (part := await self._on_a_thread(next, parts, None)) is not None:
            yield part
