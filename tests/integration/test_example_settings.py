"""The documented `finops.toml` is valid, for the terms and for the platform, and does what its comments say."""

import re
from pathlib import Path

import pytest

from billing.allocation import allocate, exact_sum
from billing.export import open_bill
from billing.term_sections import QuestionTerms
from billing.terms import Terms, load_terms
from local.cli.settings import local_settings
from local.settings import LocalSettings

EXAMPLE = Path(__file__).parents[2] / "docs" / "finops.example.toml"
BILL = Path(__file__).parents[1] / "data" / "bills" / "focus_1.0_official_sample.csv"


def test_the_example_is_valid_for_both_readers():
    assert [team.name for team in load_terms(EXAMPLE).teams] == ["payments", "platform"]
    settings = local_settings({}, {}, EXAMPLE)
    assert (settings.port, settings.bill, settings.terms) == (8321, "exports/", EXAMPLE)


@pytest.mark.parametrize("name", [*LocalSettings.names(), *Terms.model_fields, *QuestionTerms.model_fields])
def test_the_example_shows_every_setting(name: str):
    assert re.search(rf"^(# )?({name} =|\[+{name}[].])", EXAMPLE.read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", ["workers", "max_active_jobs", "max_connections", "silence_limit_s", "log_level"])
def test_a_limit_in_the_example_is_the_one_built_in(name: str):
    assert getattr(local_settings({}, {}, EXAMPLE), name) == LocalSettings.model_fields[name].default


def test_allocation_by_the_example_adds_up_to_the_bill_to_the_cent():
    with open_bill(BILL, terms=load_terms(EXAMPLE)) as bill:
        (shares,) = allocate(bill)
        total = bill.info().currencies["USD"][bill.terms.metric]
    assert shares.total == total
    assert exact_sum([shares.allocated, shares.shared, shares.unallocated]) == total
    assert total > 0
