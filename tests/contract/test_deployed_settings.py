"""Settings that are changed at run time, over every table: one holds, each change is known, none is lost."""

import pytest

from finops_core.clock import ManualClock
from finops_core.deployed_settings import MOST_BY_CHARS, MOST_BYTES, SettingsRepository
from finops_core.errors import BadFrame, TooLarge
from finops_core.table.port import Table


@pytest.fixture
def settings(table: Table, clock: ManualClock) -> SettingsRepository:
    return SettingsRepository(table, clock)


def test_what_was_put_last_holds_and_who_put_what_when_stays_known(
    settings: SettingsRepository, clock: ManualClock
) -> None:
    assert (settings.current(), settings.history()) == (None, ())
    first = settings.put('metric = "billed"\n# ünïcode', by="ada", after=0)
    clock.advance(60)
    second = settings.put("", by="grace", after=1)
    assert settings.current() == second
    assert [(each.version, each.by, each.deployed) for each in settings.history()] == [
        (2, "grace", True),
        (1, "ada", False),
    ]
    assert (second.at - first.at).total_seconds() == 60
    assert (settings.text(1), settings.text(2)) == ('metric = "billed"\n# ünïcode', "")


@pytest.mark.parametrize("after", [0, 2])
def test_who_did_not_see_what_holds_changes_nothing(settings: SettingsRepository, after: int) -> None:
    made = settings.put("a = 1", by="ada", after=0)
    with pytest.raises(BadFrame, match="meanwhile"):
        settings.put("a = 2", by="grace", after=after)
    assert (settings.current(), len(settings.history())) == (made, 1)


def test_a_text_has_a_size_and_an_author_a_length(settings: SettingsRepository) -> None:
    with pytest.raises(TooLarge, match="64 KiB"):
        settings.put("ü" * (MOST_BYTES // 2 + 1), by="ada", after=0)
    made = settings.put("#" * MOST_BYTES, by="a" * 1000, after=0)
    assert len(made.by) == MOST_BY_CHARS
    assert settings.text(1) == "#" * MOST_BYTES


def test_a_version_that_is_not_there_is_said_not_to_be(settings: SettingsRepository) -> None:
    with pytest.raises(BadFrame, match="no version 7"):
        settings.text(7)
