"""Mail addresses: one strict reading for what people type, one lenient for what arrives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.core.mail.words import decode_words, tidy

LONGEST_ADDRESS = 254
"""RFC 5321 §4.5.3.1.3: a path of 256 octets, less its angle brackets."""

# Quoted string · comment · angle address · separator · anything else. An unclosed quote,
# comment or bracket runs to the end of the field: each character is read once.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|\([^()]*\)?|<[^>]*>?|[,;:]|\)|[^",;:<()]+', re.S)
_ESCAPE = re.compile(r"\\(.)", re.S)
_BETWEEN = re.compile(r"[\s<>\"'(),;:]+")
_PLAIN = re.compile(
    r"""(?:"([^"\\]*)"[ ]?|([^"\\<>,;:()@=]*))<([^<>\s@"]+@[^<>\s@"]+)>|"""
    r"""([^<>\s@"'(),;:=]+@[^<>\s@"'(),;:]+)"""
)
_STRICT = re.compile(
    r"(?P<local>[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*)"
    r"@(?P<domain>[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+)"
)
_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST_WITH_COMMENTS = 1_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: `email` with its domain in lower case, `name` as written ('' if none)."""

    name: str
    email: str

    def __post_init__(self) -> None:
        local, at, domain = self.email.strip().rpartition("@")
        object.__setattr__(self, "email", f"{local}{at}{domain.lower()}")

    @property
    def key(self) -> str:
        """What two addresses are compared by: all lower case."""
        return self.email.lower()

    @property
    def domain(self) -> str:
        """The part after the last `@`, '' if there is none."""
        return self.email.rpartition("@")[2] if "@" in self.email else ""

    @property
    def shown(self) -> str:
        """The name, or the address where there is no name."""
        return self.name or self.email

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read what a person typed: `ada@example.org` or `Ada <ada@example.org>`.

        Raises ValueError with a sentence for anything else; never lets a line break through.
        """
        if _CONTROL.search(text.strip(" ")):
            raise ValueError("An e-mail address can't contain a line break or a control character.")
        name, email = _name_and_email(text.strip())
        if len(email.encode()) > LONGEST_ADDRESS:
            raise ValueError(f"An e-mail address has at most {LONGEST_ADDRESS} characters.")
        if "@" not in email:
            raise ValueError(f"“{email}” is not an e-mail address: it has no @.")
        if not _STRICT.fullmatch(email):
            raise ValueError(f"“{email}” is not an e-mail address such as ada@example.org.")
        return cls(name, email)


def _name_and_email(text: str) -> tuple[str, str]:
    if text.endswith(">") and "<" in text:
        name, _, email = text[:-1].rpartition("<")
        return name.strip().strip('"').strip(), email.strip()
    return "", text


def read_addresses(field: str) -> tuple[Address, ...]:
    """All addresses of a From, To, Cc or Reply-To field; what holds no address is left out.

    Lenient and linear in the field's length: groups, comments, encoded words, missing
    quotes and semicolons between addresses are all read as people meant them.
    """
    field = field.strip()
    if "=" not in field and (plain := _PLAIN.fullmatch(field)):
        quoted, name, angle, bare = plain.groups()
        return (Address(tidy(quoted or name or ""), (angle or bare).strip(".'")),)
    return tuple(found for item in _items(field) if (found := _address(item)) is not None)


def _items(field: str) -> list[list[str]]:
    items: list[list[str]] = [[]]
    for piece in _TOKEN.findall(field):
        if piece in ",;":
            items.append([])
        elif piece == ":":
            if not any("@" in part for part in items[-1]):
                items[-1].clear()  # the name of a group: `undisclosed-recipients:;`
        else:
            items[-1].append(piece)
    return [item for item in items if item]


def _address(tokens: list[str]) -> Address | None:
    name: list[str] = []
    comment: list[str] = []
    email = ""
    for token in tokens:
        if token.startswith("<") and "@" in token:
            email = token.strip("<> \t\r\n")
        elif token.startswith("("):
            comment.append(token.strip("()"))
        elif token.startswith('"'):
            name.append(_ESCAPE.sub(r"\1", _unquoted(token)))
        else:
            name.append(token)
    shown = tidy(decode_words("".join(name)))
    if not email:
        email = _last_address(shown)
        if not email:
            return None
        shown = shown.replace(email, " ").replace("< >", " ")
    email = _inner_address(email)
    return Address(_display_name(shown) or tidy(decode_words(" ".join(comment))), email)


def _unquoted(token: str) -> str:
    closed = len(token) > 1 and token.endswith('"')
    return token[1:-1] if closed else token[1:]


def _inner_address(email: str) -> str:
    """The address without what some programs wrap around it."""
    email = tidy(decode_words(email)) if "=?" in email else email
    if "(" in email and len(email) <= _LONGEST_WITH_COMMENTS:
        email = tidy(_COMMENT.sub(" ", email))
        for mark in "@.":  # around which comments and spaces may stand (RFC 5322 §3.4.1)
            email = email.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    if " " in email or "<" in email:
        email = _last_address(email) or re.sub(r"\s+", "", email)
    return _CONTROL.sub("", email.removeprefix("mailto:")).strip("'\".")


def _last_address(text: str) -> str:
    """The last thing with an @ in it, '' if there is none."""
    if "@" not in text:
        return ""
    words = (word for word in reversed(_BETWEEN.split(text)) if "@" in word.strip("@"))
    return next(words, "")


def _display_name(text: str) -> str:
    name = tidy(text)
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name.strip('" ') if name.count('"') % 2 else name
