"""`kept mail try`: what Kept understands of mails, as JSON. Needs no desk and keeps nothing; where
there is one, the certificates and keys that it knows vouch for who signed.
`kept mail import`: see `mail_import`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from kept.cli import fetching, mail_import
from kept.cli.desk import desk_home
from kept.core.mail import Address, Incoming, Refused, refused, understand
from kept.core.mail.authentication import UNKNOWN, read_claims

_PIECE = 1_000_000


def add(commands: Any) -> None:
    """`kept mail try`, below the `kept mail` that `serving` added: alone it still receives."""
    inner = commands.choices["mail"].add_subparsers(metavar="COMMAND")
    sentence = "Print what Kept understands of each file's mail, one JSON object a line."
    trying: argparse.ArgumentParser = inner.add_parser("try", help=sentence, description=sentence)
    trying.add_argument("files", nargs="+", metavar="FILE", help="a mail (.eml); - is the input")
    trying.add_argument(
        "--own", action="append", default=[], metavar="ADDRESS",
        help="an address of the desk: a mail from it is a loop",
    )  # fmt: skip
    trying.add_argument(
        "--trusts", action="append", default=[], metavar="HOST",
        help="a mail server whose Authentication-Results count; no name server is asked",
    )  # fmt: skip
    trying.set_defaults(run=_try)
    mail_import.add(inner)
    fetching.add(inner)


class Vouching(NamedTuple):
    """What a desk knows of those who sign: certificates (S/MIME) and keys (PGP)."""

    certificates: tuple[bytes, ...] = ()
    keys: tuple[bytes, ...] = ()


NOBODY: Final = Vouching()


def _vouching(home: Path) -> Vouching:
    """Empty where there is no desk. Imported here, so that `kept --help` answers at once."""
    from kept.channels.mail.senders import certificates, keys

    return Vouching(certificates.known_in(home), keys.known_in(home))


def _try(args: argparse.Namespace) -> int:
    failed = False
    now = datetime.now(UTC)
    own = frozenset(address.lower() for address in args.own)
    trusts = frozenset(host.lower() for host in args.trusts)
    vouching = _vouching(desk_home())
    for name in args.files:
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            print(f"{name}: {error.strerror or error}", file=sys.stderr)
            failed = True
            continue
        said = tried(raw, now, own, trusts, vouching)
        sys.stdout.writelines(_as_json({"file": name, **said}))
        sys.stdout.flush()
    return int(failed)


def _as_json(said: dict[str, Any]) -> Iterator[str]:
    """One line, in pieces: a long text would be held several times more."""
    for number, (name, value) in enumerate(said.items()):
        yield f"{', ' if number else '{'}{json.dumps(name)}: "
        if not isinstance(value, str):
            yield json.dumps(value, ensure_ascii=False)
            continue
        yield '"'
        for at in range(0, len(value), _PIECE):
            yield json.dumps(value[at : at + _PIECE], ensure_ascii=False)[1:-1]
        yield '"'
    yield "}\n"


def tried(
    raw: bytes,
    now: datetime,
    own: frozenset[str] = frozenset(),
    trusts: frozenset[str] = frozenset(),
    vouching: Vouching = NOBODY,
) -> dict[str, Any]:
    """The JSON object of one mail: what is understood of it, or `refused` with the reason."""
    found = (
        understand(
            raw, mail_from=None, rcpt_to=(), received_at=now, own_addresses=own,
            certificates=vouching.certificates, keys=vouching.keys,
        )
        if raw.strip()
        else refused("empty")
    )  # fmt: skip
    if isinstance(found, Refused):
        return {"refused": {"code": found.code, "reason": found.sentence}}
    said = {name: read(found) for name, read in _FIELDS.items()}
    return said | {"authentication": _authentication(raw, trusts)}


def _authentication(raw: bytes, trusts: frozenset[str]) -> dict[str, str]:
    """What a trusted server found out about the sender; a file cannot be asked who handed it in."""
    word = read_claims(raw).of_server(trusts)
    found = word or UNKNOWN
    return {
        "spf": found.spf.result,
        "dkim": found.signature.result,
        "dmarc": found.dmarc.result,
        "by": found.by if word else "",
        "note": "" if word else "Not checked: no Authentication-Results of a trusted server.",
    }


def _people(people: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": one.name, "email": one.email} for one in people]


def _bounce(mail: Incoming) -> dict[str, Any] | None:
    bounce = mail.bounce
    if bounce is None:
        return None
    return {
        "recipient": bounce.recipient,
        "status": bounce.status,
        "reason": bounce.reason,
        "permanent": bounce.permanent,
    }


def _attachments(mail: Incoming) -> list[dict[str, Any]]:
    names = ("name", "type", "size", "sha256", "inline", "cid")
    return [{name: getattr(file, name) for name in names} for file in mail.attachments]


def _forwarded(mail: Incoming) -> dict[str, Any] | None:
    one = mail.forwarded
    if one is None:
        return None
    return {
        "from": _people((one.sender,))[0],
        "date": one.date and one.date.isoformat(),
        "subject": one.subject,
        "text": one.text,
    }


def _invitation(mail: Incoming) -> dict[str, Any] | None:
    one = mail.invitation
    if one is None:
        return None
    return {
        "method": one.method,
        "what": one.what,
        "start": one.start and one.start.isoformat(),
        "end": one.end and one.end.isoformat(),
        "where": one.where,
        "organizer": _people((one.organizer,))[0] if one.organizer else None,
        "invited": _people(one.invited),
        "repeats": one.repeats,
        "answer": one.answer,
    }


def _seal(mail: Incoming) -> dict[str, str] | None:
    one = mail.seal
    return None if one is None else {"kind": one.kind, "state": one.state, "signer": one.signer}


_FIELDS: dict[str, Callable[[Incoming], Any]] = {
    "from": lambda mail: _people((mail.sender,))[0],
    "to": lambda mail: _people(mail.to),
    "cc": lambda mail: _people(mail.cc),
    "subject": lambda mail: mail.subject,
    "date": lambda mail: mail.date and mail.date.isoformat(),
    "message_id": lambda mail: mail.message_id,
    "in_reply_to": lambda mail: list(mail.in_reply_to),
    "references": lambda mail: list(mail.references),
    "text": lambda mail: mail.text,
    "reply_text": lambda mail: mail.reply_text,
    "quoted": lambda mail: mail.quoted,
    "signature": lambda mail: mail.signature,
    "html": lambda mail: mail.html,
    "attachments": _attachments,
    "language": lambda mail: mail.language,
    "kind": lambda mail: mail.kind,
    "bounce": _bounce,
    "authentication": lambda mail: None,  # in the mail's header, not in what it says
    "forwarded": _forwarded,
    "invitation": _invitation,
    "seal": _seal,
    "warnings": lambda mail: list(mail.warnings),
}
