"""What a mail is, told to the team beside its words: how it is sealed, which files to distrust."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


class Shown(NamedTuple):
    """`state`: 'proved', 'open' (it proves nothing) or 'failed'."""

    state: str
    words: str


#: Of a seal with a signer, what is said of one that names nobody.
_NAMELESS: Final = "nobody"
_WORDS: Final[Mapping[str, tuple[str, Lazy]]] = {
    "smime_verified": ("proved", _("signed by %(about)s (S/MIME, verified)")),
    "smime_signed": ("open", _("signed by %(about)s (S/MIME, by a certificate that this desk does "
                               "not know)")),
    "smime_signed nobody": ("open", _("signed (S/MIME), nobody here knows by whom")),
    "smime_broken": ("failed", _("The signature of %(about)s does not fit what came: the mail was "
                                 "changed on its way.")),
    "smime_broken nobody": ("failed", _("The signature of this mail does not fit what came: it was "
                                        "changed on its way.")),
    "smime_encrypted": ("open", _("encrypted (S/MIME): it cannot be read here; its file is kept")),
    "smime_partial": ("open", _("A piece of this mail is signed by %(about)s (S/MIME); anybody may "
                                "have written the rest.")),
    "pgp_verified": ("proved", _("signed by %(about)s (PGP, verified)")),
    "pgp_signed": ("open", _("signed by %(about)s (PGP, by a key or in a way that no longer "
                             "counts)")),
    "pgp_signed nobody": ("open", _("signed (PGP, by a key that this desk does not know)")),
    "pgp_partial": ("open", _("A piece of this mail is signed by %(about)s (PGP); anybody may have "
                              "written the rest.")),
    "pgp_broken": ("failed", _("The signature of %(about)s does not fit what came: the mail was "
                               "changed on its way.")),
    "pgp_encrypted": ("open", _("encrypted (PGP): it cannot be read here; its file is kept")),
    "signed_by_another": ("failed", _("It is signed by somebody else than its sender: "
                                      "%(about)s.")),
    "name_lies": ("failed", _("“%(about)s” is not what its name says. Do not open it before you "
                              "know who sent it.")),
    "is_a_program": ("failed", _("“%(about)s” is a program. Do not open it before you know who "
                                 "sent it.")),
}  # fmt: skip


def shown(notices: Iterable[tuple[str, str]]) -> list[Shown]:
    """In the active language; what a later version wrote down is left out."""
    return [one for code, about in notices if (one := _shown(code, about)) is not None]


def _shown(code: str, about: str) -> Shown | None:
    known = _WORDS.get(code if about else f"{code} {_NAMELESS}") or _WORDS.get(code)
    return Shown(known[0], str(known[1]) % {"about": about}) if known else None
