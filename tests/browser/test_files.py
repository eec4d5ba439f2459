"""Screenshots on their way into the request form: pasted, dropped, chosen, taken back."""

import base64
import hashlib
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import JSHandle, Page, expect

from tests.desk import ROOT, Desk

from .conftest import Person

PICTURE = next((ROOT / "docs").rglob("*.png")).read_bytes()
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def carried(page: Page, name: str, *, words: str = "") -> JSHandle:
    """What a clipboard or a pointer carries: a picture, and words where they are given."""
    return page.evaluate_handle(
        """([name, bytes, words]) => {
            const carried = new DataTransfer();
            const content = Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0));
            carried.items.add(new File([content], name, { type: "image/png" }));
            if (words) carried.items.add(words, "text/plain");
            return carried;
        }""",
        [name, _base64(), words],
    )


def _base64() -> str:
    return base64.b64encode(PICTURE).decode()


def drop(page: Page, where: str, name: str) -> None:
    for kind in ("dragenter", "dragover", "drop"):
        page.locator(where).dispatch_event(kind, {"dataTransfer": carried(page, name)})


def paste(page: Page, where: str, name: str, *, words: str = "") -> bool:
    """Whether the page took it for itself, so that the browser pastes nothing."""
    taken: bool = page.locator(where).evaluate(
        """(place, clipboardData) => !place.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))""",
        carried(page, name, words=words),
    )
    return taken


def fill(page: Page, subject: str) -> None:
    page.locator("[name=name]").fill("Lou Martin")
    # Somebody new each time: what one person says again is joined to what they said.
    page.locator("[name=email]").fill(f"{subject.split()[0].lower()}@maison-oriol.example")
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill(f"{subject}: it looks like this since this morning.")


def files_of(desk: Desk, subject: str) -> list[tuple[str, str]]:
    """Name and content of the files that came with the request of this subject."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for ticket in desk.tickets():
            if ticket["subject"] == subject:
                files: list[dict[str, Any]] = ticket["messages"][0]["attachments"]
                return sorted((file["name"], file["sha256"]) for file in files)
    pytest.fail("the request did not arrive")


def test_what_is_dropped_pasted_and_chosen_arrives_and_what_is_taken_back_does_not(
    page: Page, desk: Desk, tmp_path: Path
) -> None:
    chosen = tmp_path / "chosen.png"
    chosen.write_bytes(PICTURE)
    subject = "Four pictures, one taken back"
    page.goto("/ask")
    fill(page, subject)
    drop(page, ".drop", "on-the-box.png")
    drop(page, "[name=text]", "on-the-form.png")
    page.locator("#files").set_input_files(chosen)
    assert paste(page, "[name=subject]", "image.png")
    gathered = page.locator(".gathered li")
    expect(gathered).to_have_count(4)
    expect(gathered.first.locator("img")).to_be_visible()
    page.get_by_role("button", name="Remove on-the-box.png").click()
    expect(gathered).to_have_count(3)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/ask/received/*")
    (_, first), (_, second), (pasted, third) = files = files_of(desk, subject)
    assert [name for name, _ in files[:2]] == ["chosen.png", "on-the-form.png"]
    assert pasted.startswith("screenshot-")
    assert {first, second, third} == {SHA256}


def test_a_file_dropped_beside_the_box_does_not_take_the_page_away(page: Page) -> None:
    page.goto("/ask")
    fill(page, "Dropped beside")
    kept = page.locator("header").first.evaluate(
        """(place, dataTransfer) => ["dragover", "drop"].map((kind) => !place.dispatchEvent(
            new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true })))""",
        carried(page, "beside.png"),
    )
    assert kept == [True, True], "the browser does nothing of its own"
    expect(page.get_by_role("button", name="Remove beside.png")).to_be_visible()
    expect(page.locator("[name=subject]")).to_have_value("Dropped beside")


def test_the_box_shows_where_a_file_would_go_and_forgets_it_when_it_leaves(page: Page) -> None:
    page.goto("/ask")
    box = page.locator(".drop")
    page.locator("h1").dispatch_event("dragover", {"dataTransfer": carried(page, "a.png")})
    expect(box).to_have_attribute("data-over", "")
    page.locator("h1").dispatch_event("dragleave", {})
    expect(box).not_to_have_attribute("data-over", "")


def test_words_that_come_with_a_picture_of_them_stay_words(page: Page) -> None:
    page.goto("/ask")
    assert not paste(page, "[name=text]", "cells.png", words="A1\tB1")
    expect(page.locator(".gathered li")).to_have_count(0)


def test_a_french_customer_reads_french(person: Person) -> None:
    page = person(locale="fr-FR")
    page.goto("/ask")
    expect(page.get_by_text("collez, déposez ou choisissez")).to_be_visible()
    drop(page, ".drop", "facture.png")
    expect(page.get_by_role("list", name="Fichiers à envoyer")).to_be_visible()
    page.get_by_role("button", name="Retirer facture.png").click()
    expect(page.locator(".gathered li")).to_have_count(0)


def test_without_javascript_the_box_takes_files_as_ever(
    person: Person, desk: Desk, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.png"
    plain.write_bytes(PICTURE)
    page = person(java_script_enabled=False)
    page.goto("/ask")
    fill(page, "Sent without JavaScript")
    page.locator("#files").set_input_files(plain)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/ask/received/*")
    assert files_of(desk, "Sent without JavaScript") == [("plain.png", SHA256)]
