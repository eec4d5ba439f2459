"""What the header of a mail says of where it comes from: none of it is proved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kept.core.mail.address import read_addresses
from kept.core.mail.authentication.header import read_all, server_of
from kept.core.mail.authentication.results import Authentication
from kept.core.mail.headers import Headers, after_envelope_lines, read_headers
from kept.core.mail.refusals import UnreadableError


@dataclass(frozen=True, slots=True)
class Claims:
    """`domains`: those of From, each once. `hops`: the `Authentication-Results` fields that each
    server on the way wrote, the last server first. `signatures`: how many DKIM signatures."""

    domains: tuple[str, ...] = ()
    hops: tuple[tuple[str, ...], ...] = ()
    signatures: int = 0

    def of_server(self, trusted: Collection[str]) -> Authentication | None:
        """The word of the server that is trusted and came last; None where none of them spoke.

        Only what stands together with it counts: below the next `Received` field anybody may
        have written in its name.
        """
        for hop in self.hops:
            fields = [field for field in hop if server_of(field) in trusted]
            if fields:
                return read_all(fields)
        return None


def read_claims(raw: bytes) -> Claims:
    """The claims of a mail; nothing makes it raise."""
    try:
        headers, _ = read_headers(raw, after_envelope_lines(raw), len(raw))
    except UnreadableError:
        return Claims()
    return Claims(
        domains=_domains(headers),
        hops=_hops(headers),
        signatures=len(headers.all("dkim-signature")),
    )


def _domains(headers: Headers) -> tuple[str, ...]:
    found = (one.domain for field in headers.all("from") for one in read_addresses(field))
    return tuple(dict.fromkeys(filter(None, found)))


def _hops(headers: Headers) -> tuple[tuple[str, ...], ...]:
    hops: list[list[str]] = [[]]
    for name, value in headers.in_order("received", "authentication-results"):
        if name == "received":
            hops.append([])
        else:
            hops[-1].append(value)
    return tuple(tuple(hop) for hop in hops if hop)
