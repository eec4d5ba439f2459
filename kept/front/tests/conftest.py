import pytest


@pytest.fixture(autouse=True)
def own_addresses(settings):
    """This room stands below the screens: its tests don't load theirs."""
    settings.ROOT_URLCONF = "kept.front.tests.urls"
