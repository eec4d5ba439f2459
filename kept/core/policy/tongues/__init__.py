"""The languages that a policy can be written in: one file each, named by its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from kept.core.policy.tongues.tongue import Tongue

_CODE = re.compile(r"[a-z]{2}")


def _found() -> Mapping[str, Tongue]:
    codes = sorted(module.name for module in iter_modules(__path__) if _CODE.fullmatch(module.name))
    return {code: cast("Tongue", import_module(f"{__name__}.{code}").TONGUE) for code in codes}


TONGUES: Mapping[str, Tongue] = _found()

__all__ = ["TONGUES", "Tongue"]
