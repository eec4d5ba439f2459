"""A provider posts to a served desk: the mail becomes a request, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, free_address, run
from tests.mail.handed_over import subjects, told, written
from tests.mail.kill import wait_until_done


@pytest.mark.slow
def test_a_mail_that_a_provider_posts_becomes_a_request(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", web=free_address(), smtp=free_address())
    desk.found()
    provider = told(desk)
    with run(desk):
        answers = [provider.post(written("one")) for _time in range(2)]
        wait_until_done(desk)
    assert (answers, subjects(desk)) == ([200, 200], {"one": 1})
