"""A small authorization server on this machine: codes with PKCE, refresh tokens that are good once,
and whatever else such a service may answer."""

from __future__ import annotations

import hashlib
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT = {"client_id": "kept", "client_secret": "between us"}

Answer = tuple[int, dict[str, object] | bytes]


@dataclass
class Service:
    """`grant`: the refresh token that is good now; `given`: the access tokens so far, the last of
    which is good; `instead`: what is answered whatever is asked."""

    grant: str = "grant-0"
    given: list[str] = field(default_factory=list)
    url: str = ""
    instead: Answer | None = None
    lasting: bool = True
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def consent(self, address: str) -> str:
        """What a person's browser is sent back to who allows what `address` asks for."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, form: dict[str, str]) -> Answer:
        if self.instead is not None:
            return self.instead
        if path == "/whose":
            return 200, {"active": form["token"] == self.given[-1], "user": "u1"}
        if form["grant_type"] == "authorization_code":
            return self._first(form)
        if form.get("refresh_token") != self.grant:
            return 400, {"error": "invalid_grant", "error_description": "Grant was withdrawn"}
        return self._tokens()

    def _first(self, form: dict[str, str]) -> Answer:
        asked = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or asked["code_challenge"] != urlsafe_b64encode(digest).rstrip(b"=").decode()
            or asked["redirect_uri"] != form["redirect_uri"]
            or CLIENT.items() - form.items()
        ):
            return 400, {"error": "invalid_grant"}
        return self._tokens()

    def _tokens(self) -> Answer:
        self.given.append(f"access-{len(self.given)}")
        self.grant = f"grant-{len(self.given)}"
        answer: dict[str, object] = {"access_token": self.given[-1], "expires_in": 3600}
        return 200, answer | ({"refresh_token": self.grant} if self.lasting else {})


@contextmanager
def service() -> Iterator[Service]:
    """The service, listening at its `url`."""
    known = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: one[0] for name, one in parse_qs(body).items()}
            status, answer = known.answer(self.path, form)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()
