"""What every test of the house may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent

MARKERS = {
    "browser": "uses a browser (set by itself); run by `make test-browser`",
    "database": "uses the database (set by itself); run on PostgreSQL too",
    "slow": "takes seconds: leave it out with -m 'not slow' while you write",
}
#: Where the tests with a browser are: `-m browser` looks nowhere else.
BROWSERS = (ROOT / "kept/front/tests/behaviours", ROOT / "tests/browser")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}

# The same examples in every run: what a change is judged by does not depend on chance.
# `make explore` draws new ones, and many.
settings.register_profile("same", derandomize=True, max_examples=50, deadline=None)
settings.register_profile("explore", max_examples=500, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Importing thousands of tests takes longer than some of those with a browser do."""
    if config.option.markexpr != "browser":
        return None
    on_the_way = any(
        collection_path.is_relative_to(folder) or folder.is_relative_to(collection_path)
        for folder in BROWSERS
    )
    return None if on_the_way else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & fixtures:
            item.add_marker("database")
        if "chromium" in fixtures:
            if not any(item.path.is_relative_to(folder) for folder in BROWSERS):
                raise pytest.UsageError(f"{item.nodeid} uses a browser: see BROWSERS in {__file__}")
            item.add_marker("browser")
    # A browser keeps an event loop running in this thread, where Django then refuses to touch
    # its database: whoever does that goes first.
    # What takes seconds begins first, so that no core waits for another at the end.
    items.sort(
        key=lambda item: (
            item.get_closest_marker("browser") is not None,
            item.get_closest_marker("slow") is None,
        )
    )


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real mail and tickets, which is not part of the project."""
    folder = Path(os.environ.get("KEPT_CORPORA", "../shared/data"))
    folder = folder if folder.is_absolute() else ROOT / folder
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; KEPT_CORPORA names its folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """The one browser program of the run; each person in it has a context of their own."""
    from playwright.sync_api import sync_playwright

    from tests import chromium as machine

    path = machine.find()
    if path is None:
        pytest.fail("No Chromium here; `make test-browser` brings one up or says how.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(machine.FLAGS))
        yield browser
        browser.close()
