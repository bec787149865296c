"""What the page is told about `finops.toml`: complete, in the file's own words, and honest about the file as it is."""

import tomllib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from billing.terms import Terms, load_terms, terms_from
from local.bill_change_testing import FakeBillChanger
from local.cli.settings import local_settings
from local.settings import LocalSettings
from local.settings_page import EXAMPLE, SettingsPage, toml_value
from tests.unit.local.bill_service import BillService, bill_service


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "finops.toml"
    path.write_text('metric = "effective"\n[fiscal_year]\nstart_month = 4\n[run]\nworkers = 3\n', encoding="utf-8")
    return path


def in_use(settings: LocalSettings) -> SettingsPage:
    page = SettingsPage(settings)
    page.took_effect()
    return page


def by_name(page: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {setting["name"]: setting for group in page["groups"] for setting in group["settings"]}


def leaves(model: BaseModel, prefix: str = "") -> set[str]:
    """The dotted names of all single values."""
    names: set[str] = set()
    for name in type(model).model_fields:
        value = getattr(model, name)
        names |= leaves(value, f"{prefix}{name}.") if isinstance(value, BaseModel) else {f"{prefix}{name}"}
    return names


def test_every_setting_of_the_file_is_there_and_says_what_it_does(tmp_path: Path) -> None:
    page = in_use(LocalSettings(data_dir=tmp_path)).page()
    described = by_name(page)
    assert {name.strip("[]") for name in described} == leaves(Terms()) | set(LocalSettings.names())
    assert [name for name, setting in described.items() if len(setting["description"]) < 20] == []


def test_a_setting_has_its_value_its_default_and_where_it_was_given(file: Path, tmp_path: Path) -> None:
    flags, environment = {"port": 0}, {"FINOPS_DATA_DIR": str(tmp_path), "FINOPS_MAX_ACTIVE_JOBS": "9"}
    described = by_name(in_use(local_settings(flags, environment, file)).page())
    told = {name: (s["value"], s["default"], s["setBy"]) for name, s in described.items()}
    assert told["metric"] == ('"effective"', '"billed"', "finops.toml")
    assert told["fiscal_year.start_month"] == ("4", "1", "finops.toml")
    assert told["fiscal_year.named_by_end"] == ("true", "true", "")
    assert told["week_start"] == ('"monday"', '"monday"', "")
    assert told["teams"] == ("[]", "[]", "")
    assert told["workers"] == ("3", "20", str(file))
    assert told["max_active_jobs"] == ("9", "20", "environment")
    assert told["port"] == ("0", "8321", "command line")
    assert told["data_dir"] == (f'"{tmp_path}"', "", "environment")
    assert told["profile"] == ("", "", "")


def as_file(settings: list[dict[str, str]], key: str) -> str:
    """The settings written down as their names and values say, tables last as TOML wants them."""
    tables = [f"{s['name']}\n{s[key]}" for s in settings if s["name"].startswith("[")]
    return "\n".join([f"{s['name']} = {s[key]}" for s in settings if not s["name"].startswith("[")] + tables)


def test_values_can_be_copied_back_into_a_file(tmp_path: Path) -> None:
    settings = in_use(LocalSettings(data_dir=tmp_path, terms=EXAMPLE)).page()["groups"][0]["settings"]
    assert terms_from(tomllib.loads(as_file(settings, "value")), "copied") == load_terms(EXAMPLE)
    assert terms_from(tomllib.loads(as_file(settings, "default")), "copied") == Terms()


def test_values_that_hold_several_things_have_a_line_for_each(tmp_path: Path) -> None:
    described = by_name(in_use(LocalSettings(data_dir=tmp_path, terms=EXAMPLE)).page())
    assert described["[accounts]"]["value"].splitlines() == [
        '444455556666 = "Production"',
        '777788889999 = "Staging"',
    ]
    assert described["teams"]["value"].splitlines()[1] == (
        '  { name = "payments", rules = [{ tags = { team = ["payments"] } }] },'
    )


@pytest.mark.parametrize(
    "value",
    ["", 'quo"te\\ and\nline', "ünï 🧾", 0, -3, True, [], ["a", [1]], {}, {"a b": {"c.d": ["e"]}, "plain-key_1": 2}],
)
def test_any_value_is_written_as_toml_reads_it(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}") == {"x": value}


def test_the_example_is_the_documented_one_and_valid(tmp_path: Path) -> None:
    example = in_use(LocalSettings(data_dir=tmp_path)).page()["example"]
    assert terms_from(tomllib.loads(example), "example").teams
    assert "[run]" in example


def test_without_a_file_it_says_where_one_would_be_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = in_use(LocalSettings(data_dir=tmp_path)).page()
    assert (page["file"], page["lookedFor"], page["problem"]) == (None, str(tmp_path / "finops.toml"), "")
    (tmp_path / "finops.toml").write_text('metric = "list"\n')
    assert "added after the platform was started" in in_use(LocalSettings(data_dir=tmp_path)).page()["problem"]


def test_a_file_that_was_changed_is_not_yet_what_answers_use(file: Path, tmp_path: Path) -> None:
    settings = in_use(LocalSettings(data_dir=tmp_path, terms=file))
    assert (settings.page()["file"], settings.page()["changed"]) == (str(file), False)
    file.write_text('metric = "list"\n', encoding="utf-8")
    page = settings.page()
    assert (page["changed"], by_name(page)["metric"]["value"]) == (True, '"effective"')
    settings.took_effect()
    page = settings.page()
    assert (page["changed"], by_name(page)["metric"]["value"]) == (False, '"list"')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('metric = "gross"\n', "metric: is no cost metric; accepted are billed, effective, list, contracted"),
        ("metric = \n", "is not valid TOML"),
        ('colour = "red"\n', "colour"),
    ],
)
def test_a_file_that_was_broken_says_so_and_what_is_in_use_stays(
    file: Path, tmp_path: Path, text: str, words: str
) -> None:
    settings = in_use(LocalSettings(data_dir=tmp_path, terms=file))
    file.write_text(text, encoding="utf-8")
    page = settings.page()
    assert words in page["problem"]
    assert str(file) in page["problem"]
    assert (page["changed"], by_name(page)["metric"]["value"]) == (False, '"effective"')


def test_a_file_that_was_taken_away_says_so(file: Path, tmp_path: Path) -> None:
    settings = in_use(LocalSettings(data_dir=tmp_path, terms=file))
    file.unlink()
    assert "cannot be read" in settings.page()["problem"]


@pytest.fixture
def service(file: Path, tmp_path: Path) -> Generator[BillService]:
    settings = LocalSettings(data_dir=tmp_path, terms=file)
    with bill_service(tmp_path / "uploads", settings, FakeBillChanger(), dict[str, str]) as served:
        yield served


def test_reading_the_bill_again_makes_a_changed_file_count(service: BillService, file: Path) -> None:
    file.write_text('metric = "list"\n', encoding="utf-8")
    assert service.http.get("/settings.json").json()["changed"] is True
    service.open(again=True)
    page = service.http.get("/settings.json").json()
    assert (page["changed"], by_name(page)["metric"]["value"]) == (False, '"list"')
    assert page["uploadLimitBytes"] == 2048 * 1024**2


def test_the_settings_are_for_who_has_the_token(service: BillService) -> None:
    assert service.http.get("/settings.json", headers={"Authorization": "Bearer x"}).status_code == 401
