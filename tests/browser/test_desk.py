"""Two people of the team at one desk: what one does, the other sees; nobody loses a word."""

import smtplib
from email.message import EmailMessage
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.desk import Desk

from .conftest import Person

TOM = "tom@kept.example"
#: What the issue allows for a change to reach another screen, on a machine that does much else.
SOON = 3_000
#: How long a mail may take to become a ticket there.
ARRIVES = 20_000

_fresh = count(1)


@pytest.fixture
def ines(agent: Page) -> Page:
    return agent


@pytest.fixture
def tom(person: Person) -> Page:
    return person(TOM)


@pytest.fixture
def ticket(ines: Page, desk: Desk) -> str:
    """The address of a ticket that a customer's mail has just opened, of which a list spoke by
    itself."""
    number = next(_fresh)
    subject = f"The report stops, case {number}:"
    ines.goto("/desk/lists/unassigned")
    _mail(desk, subject, f"customer{number}@atlas-import.example")
    ines.locator(".fresh").click(timeout=ARRIVES)  # what is new waits until somebody asks for it
    row = ines.locator("a.row", has_text=subject)
    expect(row).to_be_visible()
    return f"/desk/tickets/{(row.get_attribute('id') or '').removeprefix('ticket-')}"


def _mail(desk: Desk, subject: str, sender: str) -> None:
    mail = EmailMessage()
    mail["From"] = f"Nadia Benali <{sender}>"
    mail["To"] = "contact@copyfy.io"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{sender}>"
    mail.set_content("It stops at 62 % since Monday.")
    host, _, port = desk.smtp.partition(":")
    with smtplib.SMTP(host, int(port)) as smtp:
        smtp.send_message(mail)


def words(page: Page) -> Locator:
    return page.get_by_label("Your words")


def send(page: Page) -> None:
    page.locator(".composer button.primary.to-customer").click()


def test_an_answer_shows_on_the_other_screen_by_itself(ines: Page, tom: Page, ticket: str) -> None:
    for page in (ines, tom):
        page.goto(ticket)
    words(ines).fill("Use the **quick** report.")
    send(ines)
    expect(tom.locator(".message.agent")).to_contain_text("quick", timeout=SOON)
    expect(tom.locator(".owed")).to_contain_text("Kept", timeout=SOON)
    expect(words(ines)).to_have_value("")


def test_a_list_holds_still_and_says_what_others_did(ines: Page, tom: Page, ticket: str) -> None:
    number = ticket.rpartition("/")[2]
    tom.goto("/desk/lists/unassigned")
    row = tom.locator(f"#ticket-{number}")
    expect(row).to_be_attached()
    ines.goto(ticket)
    ines.get_by_role("button", name="Take it").click()
    give_back = ines.get_by_role("button", name="Give back")
    expect(give_back).to_be_visible()
    expect(row).to_be_attached()
    tom.reload()
    expect(row).not_to_be_attached()
    give_back.click()
    tom.get_by_role("button", name="1 new, show").click()
    expect(row).to_be_attached()


def test_a_second_agent_is_warned_while_somebody_writes(ines: Page, tom: Page, ticket: str) -> None:
    for page in (ines, tom):
        page.goto(ticket)
    others = ines.locator(".others")
    expect(others).to_have_text("Tom Becker is looking", timeout=SOON)
    words(tom).press_sequentially("I think")
    expect(others).to_have_text("Tom Becker is writing a reply", timeout=SOON)
    tom.close()
    expect(others).to_have_text("", timeout=SOON)


def test_what_one_writes_stays_as_it_is_while_the_page_changes(
    ines: Page, tom: Page, ticket: str
) -> None:
    for page in (ines, tom):
        page.goto(ticket)
    words(tom).press_sequentially("Half a sen")
    words(ines).fill("A first answer.")
    send(ines)
    expect(tom.locator(".message.agent")).to_be_visible(timeout=SOON)
    expect(words(tom)).to_be_focused()
    words(tom).press_sequentially("tence")
    expect(words(tom)).to_have_value("Half a sentence")


def test_nobody_answers_past_what_came_in_while_they_wrote(
    ines: Page, tom: Page, ticket: str
) -> None:
    for page in (ines, tom):
        page.goto(ticket)
    words(tom).press_sequentially("My own answer")
    words(ines).fill("I was faster.")
    send(ines)
    expect(tom.locator(".message.agent")).to_contain_text("I was faster", timeout=SOON)
    send(tom)
    expect(tom.get_by_role("alert")).to_contain_text("Not sent: Inès Haddad wrote at")
    expect(words(tom)).to_have_value("My own answer")
    expect(tom.locator(".message.agent")).to_have_count(1)
    send(tom)
    expect(tom.locator(".message.agent")).to_have_count(2)
    expect(tom.get_by_role("alert")).to_have_count(0)


def test_a_draft_outlives_a_closed_tab(ines: Page, ticket: str) -> None:
    ines.goto(ticket)
    words(ines).fill("Not finished yet")
    again = ines.context.new_page()
    ines.close()
    again.goto(ticket)
    expect(words(again)).to_have_value("Not finished yet")


def test_a_list_is_worked_through_with_the_keyboard_alone(ines: Page, ticket: str) -> None:
    ines.goto("/desk/lists/unassigned")
    keys = ines.keyboard
    keys.press("j")
    expect(ines.locator(".row").first).to_be_focused()
    keys.press("j")
    keys.press("k")
    keys.press("Enter")
    expect(ines.locator("article.ticket")).to_be_visible()
    keys.press("n")
    expect(words(ines)).to_be_focused()
    keys.type("Seen, by keys.")
    keys.press("Control+Enter")
    expect(ines.locator(".message.note").last).to_contain_text("Seen, by keys.")
    keys.press("Escape")
    keys.press("a")
    expect(ines.get_by_role("button", name="Give back")).to_be_visible()
    keys.press("?")
    expect(ines.get_by_role("dialog")).to_be_visible()


def test_e_solves_what_was_answered_as_the_keys_say(ines: Page, ticket: str) -> None:
    ines.goto(ticket)
    words(ines).fill("Use the quick report.")
    send(ines)
    expect(ines.locator(".message.agent")).to_contain_text("quick report")
    words(ines).press("Escape")
    ines.keyboard.press("e")
    expect(ines.get_by_role("button", name="Open again")).to_be_visible()


def test_a_saved_reply_is_set_in_and_looked_at_by_keys(ines: Page, ticket: str) -> None:
    name = f"Quick report {ticket.rpartition('/')[2]}"
    ines.goto("/desk/saved-replies/new")
    ines.locator("[name=name]").fill(name)
    ines.locator("[name=text_en]").fill("{{ greeting }}\n\nUse the **quick** report.")
    ines.get_by_role("button", name="Save").click()
    ines.goto(ticket)
    words(ines).press_sequentially(f"/{name}")
    option = ines.get_by_role("option", name=name)
    expect(option).to_have_attribute("aria-selected", "true", timeout=ARRIVES)
    words(ines).press("Enter")
    expect(words(ines)).to_have_value("Hello Nadia,\n\nUse the **quick** report.")
    with ines.expect_response("**/preview", timeout=ARRIVES) as shown:
        ines.get_by_role("button", name="Preview").press("Enter")
    assert "<strong>quick</strong>" in shown.value.text()
    ines.keyboard.press("Escape")
    expect(ines.get_by_role("dialog")).to_have_count(0)
    expect(words(ines)).to_have_value("Hello Nadia,\n\nUse the **quick** report.")


def test_a_colleague_is_called_by_keys(ines: Page, tom: Page, ticket: str) -> None:
    tom.goto("/desk/lists/unassigned")
    ines.goto(ticket)
    ines.keyboard.press("n")
    words(ines).press_sequentially("What do you think, @tom")
    offered = ines.locator(".composer [role=option]", has_text="Tom Becker")
    expect(offered).to_have_attribute("aria-selected", "true", timeout=ARRIVES)
    words(ines).press("Enter")
    expect(words(ines)).to_have_value("What do you think, @Tom Becker ")
    words(ines).press("Control+Enter")
    expect(tom.get_by_role("link", name="Mentions")).to_be_visible(timeout=ARRIVES)
