"""What a sign-in service (an authorization server, RFC 6749) is asked, and what it answers."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from kept.mailboxes.secrets import OAuth
from kept.mailboxes.troubles import TroubleError

TIMEOUT: Final = 20.0
_LONGEST_ANSWER: Final = 256 * 1024
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def safe(url: str) -> bool:
    """Whether secrets may be sent there: over https, or to this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    )


def ask(oauth: OAuth, form: dict[str, str]) -> dict[str, Any]:
    """The answer to a request for tokens; it has an `access_token`. Raises TroubleError."""
    if not safe(oauth.token_url):
        raise TroubleError("no_token", words=f"{oauth.token_url} is not https")
    form |= {"client_id": oauth.client_id, "client_secret": oauth.client_secret}
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    request = urllib.request.Request(  # noqa: S310  (see `safe`)
        oauth.token_url, body, {"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            answer = json.loads(response.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read(_LONGEST_ANSWER)) from None
    except json.JSONDecodeError:
        raise TroubleError("no_token", words="it answers no JSON") from None
    except (OSError, ValueError, http.client.HTTPException, RecursionError) as error:
        words = str(getattr(error, "reason", "") or error) or type(error).__name__
        raise TroubleError("no_token", words=words) from error
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise TroubleError("no_token", words="it sent no access token")
    return dict(answer)


def _refusal(status: int, body: bytes) -> TroubleError:
    """RFC 6749 §5.2: 400 or 401 with a reason is final until somebody grants anew."""
    try:
        answer = json.loads(body)
        reason = str(answer.get("error_description") or answer["error"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return TroubleError("no_token", words=f"HTTP {status}")
    return TroubleError("grant_refused" if status in (400, 401) else "no_token", words=reason)
