"""Which Chromium the browser tests drive: `python -m tests.chromium` says it.

KEPT_CHROMIUM names one; else the machine's own is taken, else the one Playwright fetched.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

#: The first has no windows to draw, and is thrice as quick to sit somebody down.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
    # A page of Kept needs nothing from elsewhere; one that asks for it is told there is nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find() -> str | None:
    """The program's path, or None if this machine has no Chromium."""
    if named := os.environ.get("KEPT_CHROMIUM"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    found = find()
    sys.stderr.write(f"{found or 'No Chromium here; apt-get install chromium-headless-shell'}\n")
    sys.exit(found is None)
