"""Commands that run the desk, whole or in parts."""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from kept.cli.ready import desk_ready


def add(command: Any) -> None:
    """`serve`, and its parts `web`, `mail` and `worker`."""
    command("serve", _serve, "Run the whole desk: web, mail in, fetching, worker.")
    command("web", _web, "Run only the web.")
    command("mail", _mail, "Run only the SMTP receiver.")
    command("worker", _worker, "Run only the worker: reads mail, sends mail, watches promises.")


def _serve(args: argparse.Namespace) -> int:
    desk_ready()
    from django.conf import settings

    from kept.record import policy
    from kept.site import prepare
    from kept.site.serve import Part, obstacle, serve

    for variable in ("KEPT_WEB", "KEPT_SMTP"):
        address = getattr(settings, variable)
        if reason := obstacle(address):
            raise prepare.NotReadyError(
                f"Kept cannot listen on {address}: {reason}. Set {variable} to another address."
            )
    _check_mail_in()
    prepare.bring_up_to_date(datetime.now(UTC))
    try:
        policy.in_force()
    except policy.NothingPublishedError as error:
        raise prepare.NotReadyError(str(error)) from error
    print(f"Web        http://{settings.KEPT_WEB}/  (the team: /desk/)")
    by_lmtp = f", by LMTP at {settings.KEPT_LMTP}" if settings.KEPT_LMTP else ""
    print(f"Mail in    {settings.KEPT_SMTP}{by_lmtp}, for {settings.DESK.address}")
    if settings.DESK.smtp is None:
        readers = "" if settings.DESK.demo else "  (for leads)"
        print(f"Mail out   kept in the outbox: http://{settings.KEPT_WEB}/outbox{readers}")
    print("Ctrl-C stops all of it.", flush=True)
    here = [sys.executable, "-m", "kept"]
    parts = [Part(name, [*here, name]) for name in ("web", "mail", "worker")]
    return serve([*parts, Part("fetch", [*here, "mail", "fetch"])])


def _check_mail_in() -> None:
    """Raises NotReadyError where mail could not be received as the settings say."""
    from django.conf import settings

    from kept.channels.mail.server import smtp
    from kept.channels.mail.server.certificate import CertificateError
    from kept.site import prepare
    from kept.site.serve import obstacle, obstacle_of_socket

    lmtp = settings.KEPT_LMTP
    reason = (obstacle_of_socket if lmtp.startswith("/") else obstacle)(lmtp) if lmtp else ""
    if reason:
        raise prepare.NotReadyError(
            f"Kept cannot listen on {lmtp}: {reason}. Set KEPT_LMTP to another address."
        )
    try:
        smtp.certificate()
    except CertificateError as error:
        raise prepare.NotReadyError(f"[tls] in desk.toml: {error}") from error


def _web(args: argparse.Namespace) -> None:
    desk_ready()
    import uvicorn
    from django.conf import settings

    from kept.site.serve import follow_parent

    follow_parent()
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    host, _, port = settings.KEPT_WEB.rpartition(":")
    uvicorn.run(
        "kept.site.asgi:application",
        host=host.strip("[]"),
        port=int(port),
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )


def _is_news(record: logging.LogRecord) -> bool:
    """Not that the pages' open streams were cut at the end: nothing else ends a stream."""
    return "timeout graceful shutdown exceeded" not in record.getMessage()


def _mail(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.channels.mail.server import smtp
    from kept.site.serve import follow_parent

    follow_parent()
    _check_mail_in()
    smtp.serve()


def _worker(args: argparse.Namespace) -> None:
    desk_ready()
    from kept.site import worker
    from kept.site.serve import follow_parent

    follow_parent()
    worker.run()
