"""What people do with their hands."""

from playwright.sync_api import Page


def field(page: Page):
    return page.get_by_label("Your words")


def choose(page: Page, mode: str) -> None:
    page.locator(f".modes label:has([value={mode}])").click()


def drop(page: Page, where: str, name: str, kind: str = "drop") -> None:
    page.evaluate(
        """([where, name, kind]) => {
          const data = new DataTransfer();
          data.items.add(new File(["x".repeat(1500)], name, { type: "image/png" }));
          const [Kind, key] = kind === "drop" ? [DragEvent, "dataTransfer"]
                                              : [ClipboardEvent, "clipboardData"];
          const event = new Kind(kind, { bubbles: true, cancelable: true, [key]: data });
          document.querySelector(where).dispatchEvent(event);
        }""",
        [where, name, kind],
    )


def file_names(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelector('input[name=files]').files].map((f) => f.name)"
    )
