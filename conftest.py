"""What every test of the house may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent

MARKERS = {
    "browser": "people at browsers, over a running desk; run by `make test-browser`",
    "database": "uses the database (set by itself); run on PostgreSQL too",
    "slow": "takes seconds: leave it out with -m 'not slow' while you write",
}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(fixtures):
            item.add_marker("database")
    # A browser keeps an event loop running in this thread, where Django then refuses to touch
    # its database: whoever does that goes first.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real mail and tickets, which is not part of the project."""
    folder = Path(os.environ.get("KEPT_CORPORA", "../shared/data"))
    folder = folder if folder.is_absolute() else ROOT / folder
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; KEPT_CORPORA names its folder")
    return folder
