"""Flags over environment over `finops.toml` over what is built in."""

from pathlib import Path

import pytest

from finops_core.errors import SettingsError
from local.cli.settings import BUNDLED_BILL, BUNDLED_LABEL, PAGE, local_settings
from local.sample.make import LABEL


def toml(folder: Path, text: str) -> Path:
    file = folder / "finops.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_any_source_it_is_the_sample_and_labelled_as_such(tmp_path: Path) -> None:
    settings = local_settings({}, {}, tmp_path / "none.toml")
    assert (settings.bill, settings.label) == ("", LABEL)
    assert "invented" in settings.label


def test_the_bundled_bill_is_labelled_as_such(tmp_path: Path) -> None:
    settings = local_settings({"bill": str(BUNDLED_BILL)}, {}, tmp_path / "none.toml")
    assert settings.label == BUNDLED_LABEL
    assert BUNDLED_BILL.exists()


def test_a_bill_of_ones_own_does_not_get_the_samples_label(tmp_path: Path) -> None:
    settings = local_settings({"bill": "mine.csv"}, {}, tmp_path / "none.toml")
    assert (settings.bill, settings.label) == ("mine.csv", "")


def test_each_source_overrides_the_ones_below(tmp_path: Path) -> None:
    file = toml(tmp_path, '[run]\nbill = "file.csv"\nport = 1\nworkers = 3\n\n[tags.team]\nkeys = ["Team"]\n')
    environment = {"FINOPS_PORT": "2", "FINOPS_BILL": "environment.csv", "FINOPS_DATA_DIR": str(tmp_path)}
    settings = local_settings({"bill": "flag.csv", "port": None}, environment, file)
    assert (settings.bill, settings.port, settings.workers) == ("flag.csv", 2, 3)
    assert settings.data_dir == tmp_path
    assert settings.terms == file


@pytest.mark.parametrize(
    ("flags", "environment", "text", "named"),
    [
        ({"port": "x"}, {}, "", "port (command line)"),
        ({}, {"FINOPS_WORKERS": "many"}, "", "workers (environment)"),
        ({}, {}, "[run]\nport = true\nworkers = [1]\n", "finops.toml"),
        ({}, {}, "[run]\nnonsense = 1\n", "there is no setting 'nonsense'"),
        ({}, {}, "[run]\nport = \n", "cannot be read"),
    ],
)
def test_a_wrong_setting_names_itself_and_its_source(
    flags: dict[str, object], environment: dict[str, str], text: str, named: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as wrong:
        local_settings(flags, environment, toml(tmp_path, text))
    assert named in str(wrong.value)


def test_the_page_is_looked_for_where_it_is_built() -> None:
    assert (PAGE.parent / "index.html").exists(), "the source of the page is beside what is built from it"
