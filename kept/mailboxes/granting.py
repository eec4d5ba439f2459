"""Somebody grants the desk access to a mailbox at its provider: the authorization code flow
(RFC 6749 §4.1) with PKCE (RFC 7636), by S256.

The person goes to the provider with `where`, and comes back with a code and the state that went
with them. Only the browser that was sent comes back with that state.
"""

from __future__ import annotations

import hashlib
import secrets as chance
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from kept.mailboxes import sign_in_service
from kept.mailboxes.secrets import OAuth
from kept.mailboxes.troubles import TroubleError


@dataclass(frozen=True, slots=True)
class Journey:
    """One trip to the provider. `verifier` is shown to nobody before the code comes back."""

    state: str
    verifier: str = field(repr=False)

    @classmethod
    def new(cls) -> Journey:
        return cls(chance.token_urlsafe(32), chance.token_urlsafe(48))


def where(oauth: OAuth, journey: Journey, back: str, address: str) -> str:
    """Where a person grants the access. `back`: the address that they return to; `address`: the
    mailbox, so that the provider offers the right account."""
    parts = urlsplit(oauth.authorize_url)
    digest = hashlib.sha256(journey.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": oauth.client_id,
        "redirect_uri": back,
        "scope": oauth.scope,
        "state": journey.state,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": address,
    }
    kept = dict(parse_qsl(parts.query))  # §3.1: what stands in the address stays there
    query = urlencode(kept | {name: value for name, value in asked.items() if value})
    return parts._replace(query=query, fragment="").geturl()


def granted(oauth: OAuth, journey: Journey, back: str, code: str) -> OAuth:
    """`oauth` with the refresh token that `code` is exchanged for. Raises TroubleError."""
    answer = sign_in_service.ask(
        oauth,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": journey.verifier,
        },
    )
    lasting = answer.get("refresh_token")
    if not isinstance(lasting, str) or not lasting:
        raise TroubleError("no_lasting_grant")
    return replace(oauth, refresh_token=lasting)
