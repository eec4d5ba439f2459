"""`kill -9` of a whole desk under load: nothing accepted is lost, nothing happens twice."""

from pathlib import Path

import pytest

from tests.mail.kill import die


@pytest.mark.slow
def test_what_was_accepted_survives_sudden_death(tmp_path: Path) -> None:
    result = die(3, 2.0, tmp_path / "desk", within=25)
    assert result.mistakes == []
    assert result.seen_once == result.accepted > 0
