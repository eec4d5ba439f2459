"""The languages that a policy can be written in, one file each."""

from __future__ import annotations

from collections.abc import Mapping

from kept.core.policy.tongues.en import ENGLISH
from kept.core.policy.tongues.fr import FRENCH
from kept.core.policy.tongues.tongue import Tongue

TONGUES: Mapping[str, Tongue] = {tongue.language: tongue for tongue in (ENGLISH, FRENCH)}

__all__ = ["TONGUES", "Tongue"]
