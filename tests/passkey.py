"""A device with passkeys, in software: it answers a desk as browser and device do together.

Only what the tests need of WebAuthn: a P-256 key for each account, no attestation.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, SHARED, ATTESTED = 0x01, 0x04, 0x18, 0x40


@dataclass
class Device:
    """`origin`: the page that asks. `verifies`: it makes sure who holds it. `synced`: other devices
    have its keys, too. `counts`: it tells how often it was used."""

    origin: str
    verifies: bool = True
    synced: bool = False
    counts: bool = False
    used: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""

    def make(self, options: str, **changed: Any) -> str:
        """What `navigator.credentials.create` gives, as JSON."""
        asked = json.loads(options)
        self.handle = _bytes(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        more = bytes(16) + len(self.id).to_bytes(2) + self.id + public
        about = self._about(asked["rp"]["id"], ATTESTED) + more
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        said = {
            "clientDataJSON": self._client("webauthn.create", asked, changed),
            "attestationObject": _text(attested),
            "transports": ["internal", "hybrid", "carrier-pigeon"],
        }
        return self._answer(said)

    def use(self, options: str, **changed: Any) -> str:
        """What `navigator.credentials.get` gives, as JSON."""
        asked = json.loads(options)
        self.used += 1
        about = self._about(asked["rpId"])
        client = self._client("webauthn.get", asked, changed)
        signed = about + hashlib.sha256(_bytes(client)).digest()
        said = {
            "clientDataJSON": client,
            "authenticatorData": _text(about),
            "signature": _text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": _text(self.handle),
        }
        return self._answer(said | changed.get("response", {}))

    def _about(self, host: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0) | (SHARED if self.synced else 0)
        count = self.used if self.counts else 0
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + count.to_bytes(4)

    def _client(self, what: str, asked: dict[str, Any], changed: dict[str, Any]) -> str:
        told = {"type": what, "challenge": asked["challenge"], "origin": self.origin}
        return _text(json.dumps(told | changed.get("client", {})).encode())

    def _answer(self, response: dict[str, Any]) -> str:
        name = _text(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
