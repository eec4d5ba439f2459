"""`make shots`: the main screens of a fresh demo desk as pictures, in ./shots/.

Each in English and French, light and dark, on a screen and on a telephone. Says which page scrolls
sideways or makes the browser complain, and fails if one does.
"""

from __future__ import annotations

import re
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    sync_playwright,
)

from tests import chromium
from tests.desk import AGENT, CUSTOMER, LEAD, PASSWORD, ROOT, Desk, running

FOLDER: Final = ROOT / "shots"
SIZES: Final = {1440: 900, 390: 844}
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
LANGUAGES: Final = {"en": "en-GB", "fr": "fr-FR"}
FRENCH_AGENT: Final = "ines@kept.example"
FRENCH_LEAD: Final = "theo@kept.example"
PATIENCE: Final = 40

#: The tickets of the pictures: what an address calls them, and their subjects in the demo.
SUBJECTS: Final = {
    "report": "Le rapport concurrents s’arrête à 62 %",
    "alerts": "Alerts arrive twice",
    "payment": "Paiement refusé, carte valable",
}

Screens = dict[str, str]

ANYBODY: Final[Screens] = {
    "ask": "/ask",
    "policy": "/policy",
    "policy-versions": "/policy/versions",
    "kept": "/kept",
    "news": "/news",
    "sign-in-by-link": "/my/sign-in",
    "sign-in": "/desk/sign-in",
    "not-found": "/no-such-page",
    "outbox": "/outbox",
    "design": "/design/",
}
TEAM: Final[Screens] = {
    "inbox": "/desk/",
    "mine": "/desk/lists/mine",
    "waiting": "/desk/lists/waiting",
    "resent": "/desk/lists/resent",
    "solved": "/desk/lists/solved",
    "ticket": "/desk/tickets/{report}",
    "ticket-beside": "/desk/tickets/{report}?list=due",
    "ticket-solved": "/desk/tickets/{alerts}",
    "ticket-waiting": "/desk/tickets/{payment}",
    "set-aside": "/desk/mail/",
}
LEADS: Final[Screens] = {
    "policy-desk": "/desk/policy",
    "policy-draft": "/desk/policy/draft",
    "policy-replay": "/desk/policy/replay",
    "announcements": "/desk/announcements/",
}
CUSTOMERS: Final[Screens] = {"requests": "/requests", "request": "/requests/{report}"}


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="kept-shots-") as folder,
        running(Path(folder, "desk")) as desk,
        sync_playwright() as playwright,
    ):
        path = chromium.find()
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        prepare(desk)
        complaints = list(shoot(desk, browser, FOLDER))
        browser.close()
    print("\n".join([*complaints, f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}"]))
    return bool(complaints)


def prepare(desk: Desk) -> None:
    """An agent and a lead who read French, and a mail that is set aside."""
    _join(desk, FRENCH_AGENT, "Inès Martin")
    _join(desk, FRENCH_LEAD, "Théo Laurent", "--lead")
    away = EmailMessage()
    away["From"], away["To"] = "claire@masson-fleurs.example", "contact@copyfy.io"
    away["Subject"], away["Auto-Submitted"] = "Absente jusqu’à lundi", "auto-replied"
    away.set_content("Je suis absente.")
    host, _, port = desk.smtp.partition(":")
    with smtplib.SMTP(host, int(port)) as server:
        server.send_message(away)


def _join(desk: Desk, *words: str) -> None:
    join = ("staff", "add", *words, "--language=fr", "--zone=Europe/Paris")
    command = [sys.executable, "-m", "kept", *join]
    subprocess.run(command, cwd=ROOT, env=desk.environment, input=PASSWORD, text=True, check=True)


def shoot(desk: Desk, browser: Browser, folder: Path) -> Iterator[str]:
    """Every picture; yields what is wrong with a page."""
    folder.mkdir(exist_ok=True)
    customer, numbers = _customer(desk, browser), _numbers(desk)
    for language, locale in LANGUAGES.items():
        team = _team(desk, browser, FRENCH_AGENT if language == "fr" else AGENT)
        lead = _team(desk, browser, FRENCH_LEAD if language == "fr" else LEAD)
        _begin_a_draft(desk, browser, lead)
        seen = ((ANYBODY, None), (TEAM, team), (LEADS, lead), (CUSTOMERS, customer))
        for (width, height), theme in product(SIZES.items(), THEMES):
            for screens, who in seen:
                context = browser.new_context(
                    base_url=desk.url,
                    storage_state=who,
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    locale=locale,
                    timezone_id="Europe/Paris",
                    reduced_motion="reduce",
                )
                for name, address in screens.items():
                    path = folder / f"{name}-{language}-{theme}-{width}.png"
                    yield from _picture(context, address.format(**numbers), path, width)
                context.close()


def _begin_a_draft(desk: Desk, browser: Browser, lead: StorageState) -> None:
    context = browser.new_context(base_url=desk.url, storage_state=lead)
    page = context.new_page()
    page.goto("/desk/policy")
    begin = page.locator("form[action$='/draft/start'] button")
    if begin.count():
        begin.first.click()
        page.wait_for_url("**/desk/policy/draft")
    context.close()


def _numbers(desk: Desk) -> dict[str, int]:
    found = {one["subject"]: one["number"] for one in desk.tickets()}
    return {name: found[subject] for name, subject in SUBJECTS.items()}


def _picture(context: BrowserContext, address: str, path: Path, width: int) -> Iterator[str]:
    page, said = context.new_page(), list[str]()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            said.append(message.text)

    page.on("console", note)
    page.goto(address)
    page.screenshot(path=path, full_page=True)
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        said.append(f"is {wide} px wide")
    yield from (f"{path.stem}: {one}" for one in said)
    page.close()


def _team(desk: Desk, browser: Browser, email: str) -> StorageState:
    """The cookies of somebody of the team."""
    page = browser.new_page(base_url=desk.url)
    page.goto("/desk/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/")
    return _cookies(page)


def _customer(desk: Desk, browser: Browser) -> StorageState:
    """The cookies of a customer, who comes in by the link that the desk mails."""
    page = browser.new_page(base_url=desk.url, locale="en-GB")
    page.goto("/my/sign-in")
    page.locator("[name=email]").fill(CUSTOMER)
    page.locator("main form button").click()
    page.goto(_link(page))
    page.locator("main form button").click()
    page.wait_for_url("**/requests")
    return _cookies(page)


def _link(page: Page) -> str:
    """The newest way in; in a demo, the outbox has it as soon as the mail is written."""
    page.goto("/outbox")
    page.locator("main li a").first.click()
    for _ in range(PATIENCE):
        if found := re.search(r"/sign-in-link/[^\"\s<]+", page.content()):
            return found[0]
        page.wait_for_timeout(500)
        page.reload()
    raise TimeoutError("the newest mail of the outbox has no link to sign in")


def _cookies(page: Page) -> StorageState:
    state = page.context.storage_state()
    page.context.close()
    return state


if __name__ == "__main__":
    sys.exit(main())
