"""A name server on this machine, for tests: it knows what a table says, and may be silent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

#: name → kind → records, as they stand in a zone file; 'SILENT' gives no answer.
Zone = Mapping[str, Mapping[str, Sequence[str]]]
SILENT = "SILENT"


@dataclass
class Server:
    """What it knows, where it listens, and what it was asked."""

    zone: dict[str, dict[str, Sequence[str]]]
    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def serving(zone: Zone) -> Iterator[Server]:
    """Answer over UDP until the `with` ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        host, port = ear.getsockname()
        server = Server({name: dict(kinds) for name, kinds in zone.items()}, f"{host}:{port}")
        thread = threading.Thread(target=_answer, args=(ear, server), daemon=True)
        thread.start()
        yield server
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            mouth.sendto(b"", (host, port))
        thread.join()


def _answer(ear: socket.socket, server: Server) -> None:
    while True:
        wire, client = ear.recvfrom(4096)
        if not wire:
            return
        answer = _answered(dns.message.from_wire(wire), server)
        if answer is not None:
            ear.sendto(answer.to_wire(max_size=65000), client)


def _answered(query: dns.message.Message, server: Server) -> dns.message.Message | None:
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True).lower()
    kind = dns.rdatatype.to_text(question.rdtype)
    server.asked.append((name, kind))
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.RA
    known = server.zone.get(name)
    if known is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif SILENT in known:
        return None
    elif records := known.get(kind):
        texts = [_text(one) for one in records] if kind == "TXT" else list(records)
        answer.answer.append(dns.rrset.from_text_list(question.name, 300, "IN", kind, texts))
    return answer


def _text(value: str) -> str:
    """A TXT record in pieces of at most 255, as name servers hold it."""
    pieces = [value[at : at + 255] for at in range(0, len(value), 255)]
    return " ".join('"' + piece.replace('"', '\\"') + '"' for piece in pieces)
