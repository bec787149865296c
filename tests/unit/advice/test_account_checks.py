"""Every check over an account: what it finds, what it leaves alone, and that what is not known is found by none."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from account.live.listings import LISTINGS
from account.snapshot import AccountSnapshot
from agents.opportunities.account_checks import ACCOUNT_CHECKS, needed_metrics
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.seen import AccountView, Seen
from agents.opportunities.bill_advice import limits_in_force
from agents.opportunities.checks import BILL_CHECKS
from billing.term_sections import AdviceTerms
from tests.unit.advice.account_cases import ROWS, Row
from tests.unit.advice.service_cases import SERVICE_ROWS

ALL_ROWS = (*ROWS, *SERVICE_ROWS)
every_row = pytest.mark.parametrize("row", ALL_ROWS, ids=lambda row: row.check)


def finds(check: AccountCheck, snapshot: AccountSnapshot) -> bool:
    """Whether the check finds the first resource."""
    return check.shown(Seen(snapshot.resources[0], AccountView(snapshot))) is not None


def test_every_check_has_a_row():
    assert sorted(row.check for row in ALL_ROWS) == sorted(check.id for check in ACCOUNT_CHECKS)


@every_row
def test_a_check_finds_what_it_is_for_and_shows_figures(row: Row):
    snapshot = row.found()
    shown = row.of.shown(Seen(snapshot.resources[0], AccountView(snapshot)))
    assert shown


@every_row
def test_a_check_leaves_a_look_alike_alone(row: Row):
    assert not finds(row.of, row.look_alike())


@every_row
def test_a_check_leaves_what_something_else_manages_to_that(row: Row):
    for beginning in row.of.left_alone:
        assert not finds(row.of, row.found(**{f"{beginning}group": "web"})), beginning


@every_row
def test_what_is_not_known_is_found_by_no_check(row: Row):
    found = row.found()
    resource, *beside = found.resources
    nothing_known = resource.model_copy(update={"attributes": {}, "created": None})
    assert not finds(row.of, replace(found, resources=(nothing_known, *beside), readings={}))
    for key in {metric.key for _, metric in row.of.asked}:
        readings = {of: {k: v for k, v in own.items() if k != key} for of, own in found.readings.items()}
        assert not finds(row.of, replace(found, readings=readings)), key
    for kind in row.of.needs:
        looked = frozenset(place for place in found.looked if place[0] != kind)
        assert not finds(row.of, replace(found, looked=looked)), kind


@every_row
def test_each_limit_of_a_check_is_obeyed(row: Row):
    found = row.found()
    view = AccountView(found)
    for limit in row.of.limits:
        if (row.check, limit.name) in OF_OTHERS:
            continue
        own = [row.of.shown(Seen(found.resources[0], view, {limit.name: value})) for value in (D(-1), D(10**15))]
        assert None in own, limit.name


OF_OTHERS = {("sql-server-over-limit", "web_vcpus_to")}
"""Limits that the row's resource has nothing to do with."""


def test_metrics_that_fell_silent_are_not_taken_for_nothing():
    row = next(row for row in ROWS if row.check == "rds-idle")
    found = row.found()
    silent = {of: {key: replace(each, points=2) for key, each in own.items()} for of, own in found.readings.items()}
    assert not finds(row.of, replace(found, readings=silent))


def test_what_was_made_within_the_window_is_too_young_to_be_idle():
    row = next(row for row in ROWS if row.check == "load-balancer-idle")
    assert finds(row.of, replace(row, age=14).found())
    assert not finds(row.of, replace(row, age=13).found())


def test_a_check_says_all_that_a_person_needs():
    known = {listing.kind for listing in LISTINGS}
    bill = {check.id: check for check in BILL_CHECKS}
    for check in ACCOUNT_CHECKS:
        assert {check.kind, *check.needs} <= known, check.id
        assert all(text.endswith(".") for text in (check.rule, check.remedy, check.unseen) if text), check.id
        assert check.source
        assert len({limit.name for limit in check.limits}) == len(check.limits), check.id
        assert check.actions
        if check.id in bill:  # what a bill finds as well is one finding
            assert bill[check.id].saving_class is check.saving_class, check.id


def test_metrics_are_read_once_a_kind_for_the_longest_window():
    needed = needed_metrics()
    for kind, metrics in needed.items():
        assert len({metric.key for metric in metrics}) == len(metrics), kind
    for check in ACCOUNT_CHECKS:
        longest = {metric.key: metric.days for metric in needed.get(check.kind, ())}
        assert all(longest[metric.key] >= metric.days for metric in check.metrics), check.id
        for kind, metric in check.asked:
            assert metric in needed[kind] or metric.key in {each.key for each in needed[kind]}, check.id


def test_a_check_of_the_account_can_be_switched_off_by_its_name():
    off = limits_in_force(BILL_CHECKS, AdviceTerms(off=("ebs-unattached",)))
    assert "ebs-unattached" not in off
    assert "ebs-idle" in off
    assert "ebs-unattached" in limits_in_force(BILL_CHECKS, AdviceTerms())
