"""The public pages of the policy, as people use them: with figures, a switch, and on paper."""

from pathlib import Path

from playwright.sync_api import Page, expect


def test_a_lead_hides_the_figures_and_shows_them_again(lead: Page, page: Page) -> None:
    lead.goto("/kept")
    lead.get_by_role("button", name="Show it to the team alone").click()
    expect(lead.get_by_text("Only the team can read this page.")).to_be_visible()
    answer = page.request.get("/kept")
    assert answer.status == 404
    page.goto("/policy")
    expect(page.get_by_role("link", name="Is it kept?")).to_have_count(0)
    lead.get_by_role("button", name="Show it to everybody").click()
    page.reload()
    page.get_by_role("link", name="Is it kept?").click()
    expect(page.locator("h1")).to_be_visible()


def test_the_figures_are_a_table_too(page: Page) -> None:
    page.goto("/kept")
    page.locator("details.table summary").first.click()
    expect(page.locator("details.table table").first).to_be_visible()


def test_on_paper_stands_the_text_and_nothing_to_press(page: Page, tmp_path: Path) -> None:
    page.goto("/policy")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Hours")).to_be_visible()
    for gone in (".contents", ".masthead nav", ".now", ".take"):
        expect(page.locator(gone).first).to_be_hidden()
    page.pdf(path=tmp_path / "policy.pdf", format="A4")
    assert (tmp_path / "policy.pdf").read_bytes().count(b"/Type /Page\n") <= 3
