"""Whether a mail comes from whom it says: pure judgement over answers that others bring."""

from kept.core.mail.authentication.asking import Ask, Kind, UnansweredError
from kept.core.mail.authentication.claims import Claims, read_claims
from kept.core.mail.authentication.dmarc import Organisation, verdict
from kept.core.mail.authentication.header import read, read_all, server_of
from kept.core.mail.authentication.results import (
    NOBODY,
    THE_DESK,
    UNKNOWN,
    Authentication,
    Check,
    Result,
)
from kept.core.mail.authentication.spf import check_spf

__all__ = [
    "NOBODY",
    "THE_DESK",
    "UNKNOWN",
    "Ask",
    "Authentication",
    "Check",
    "Claims",
    "Kind",
    "Organisation",
    "Result",
    "UnansweredError",
    "check_spf",
    "read",
    "read_all",
    "read_claims",
    "server_of",
    "verdict",
]
