"""What the team should know of a mail before it believes it or opens its files.

Nothing of it is part of what was written: it stands beside the words, for the team alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kept.core.mail.messages import Incoming

_TOLD: Final = frozenset({"signed_by_another", "name_lies", "is_a_program"})
_MOST: Final = 20
_LONGEST: Final = 254


class Notice(NamedTuple):
    """`code`: how the mail is sealed (`smime` or `pgp`, an underscore and the state of its
    `Seal`), `signed_by_another`, `name_lies` or `is_a_program`. `about`: the signer or the file,
    '' where there is none."""

    code: str
    about: str = ""


def notices(mail: Incoming) -> tuple[Notice, ...]:
    """What to tell of a mail, its seal first; nothing of most mails."""
    seal = mail.seal
    found = [Notice(f"{seal.kind}_{seal.state}", seal.signer)] if seal else []
    told = (warning.partition(" ") for warning in mail.warnings)
    found += [Notice(code, about) for code, _, about in told if code in _TOLD]
    return tuple(Notice(one.code, one.about[:_LONGEST]) for one in found[:_MOST])
