"""Flags over environment over `finops.toml` over what is built in."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from finops_core.errors import BillError, SettingsError
from local.bill import open_local_bill
from local.cli.connect import platform_for_a_question
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


def test_an_engine_is_chosen_in_a_table_of_its_own_and_on_the_command_line(tmp_path: Path) -> None:
    text = '[engine]\nkind = "athena"\ndatabase = "bills"\noutput = "s3://results/"\nmax_scanned_gb = 2.5\n'
    file = toml(tmp_path, text)
    settings = local_settings({}, {}, file)
    assert (settings.engine, settings.engine_access.database) == ("athena", "bills")
    assert (settings.engine_access.max_scanned_gb, settings.engine_access.workgroup) == (Decimal("2.5"), "primary")
    assert local_settings({}, {"FINOPS_ENGINE": "duckdb"}, file).engine == "duckdb"
    assert local_settings({"engine": "spark"}, {"FINOPS_ENGINE": "duckdb"}, file).engine == "spark"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[engine]\nkind = "presto"\n', "engine .*'duckdb', 'athena' or 'spark'"),
        ("[engine]\nmax_scanned = 1\n", r"no setting 'max_scanned' in \[engine\].*max_scanned_gb"),
        ("[engine]\nmax_scanned_gb = 0\n", r"\[engine\] max_scanned_gb: .*greater than 0"),
        ('[engine]\ndatabase = "a.b"\n', r"\[engine\] database"),
        ('[engine]\noutput = "results"\n', r"\[engine\] output"),
        ("engine = 1\n", r"\[engine\] is a table"),
    ],
)
def test_a_wrong_engine_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        local_settings({}, {}, toml(tmp_path, text))


def test_another_engine_than_duckdb_says_what_it_answers_from(tmp_path: Path) -> None:
    file = toml(tmp_path, f'[run]\nbill = "{BUNDLED_BILL}"\ndata_dir = "{tmp_path}"\n[engine]\nkind = "athena"\n')
    with pytest.raises(BillError, match=r"finops bill prepare .* --into PLACE"):
        open_local_bill(local_settings({}, {}, file), tmp_path, datetime(2026, 11, 20, tzinfo=UTC))


def test_an_engine_is_not_asked_of_a_platform_elsewhere() -> None:
    elsewhere = platform_for_a_question(url="ws://127.0.0.1:1", bill=None, data_dir=None, engine="athena")
    with pytest.raises(SettingsError, match="engine of its own"), elsewhere:
        pass
