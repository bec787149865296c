"""What was told in runs that were kept, held against the bill: what is told no longer, and what is marked as done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from agents.opportunities.bill_advice import UNCOUNTED, Counted
from agents.opportunities.dismissed import advised
from agents.opportunities.track_record import Look, Outcome, TrackRecord, outcome
from finops_core.advice_log import Done, Run, Said
from finops_core.dismissals import Advised


def as_said(found: Sequence[Counted]) -> tuple[Said, ...]:
    """What of a list is in its total, as a run keeps it."""
    return tuple(
        Said(
            advised=advised(each),
            title=each.opportunity.check.title,
            saving=each.counted,
            currency=each.opportunity.found.thing.currency,
        )
        for each in found
        if each.counted > 0 and each.opportunity.check.saving_class not in UNCOUNTED
    )


def with_told(record: TrackRecord, looks: Sequence[Look], runs: Sequence[Run], done: Sequence[Done]) -> TrackRecord:
    """The record with what was told at the time, which goes before the replay's findings on the same resource."""
    told: list[Outcome] = []
    too_early = 0
    marks = {one.advised: one.at.date() for one in done}
    named = {key for look in looks for key in look.things}
    for each, first, last in _over(runs, marks):
        if (each.advised.account, each.advised.resource, each.currency) not in named:
            continue  # of another bill
        judged = _judged(each, first, last, looks, marked=each.advised in marks)
        if judged is None:
            too_early += 1
        else:
            told.append(judged)
    known = {(one.account, one.resource, one.currency) for one in told}
    rest = [one for one in record.outcomes if (one.account, one.resource, one.currency) not in known]
    return replace(record, outcomes=(*_once(told), *rest), too_early=too_early)


def _over(runs: Sequence[Run], marks: dict[Advised, date]) -> list[tuple[Said, date, date]]:
    """What the last run does not tell any more, or is marked, with the days it was told first and last."""
    first: dict[Advised, date] = {}
    last: dict[Advised, tuple[Said, date]] = {}
    for run in runs:
        for each in run.said:
            first.setdefault(each.advised, run.day)
            if each.advised not in marks or run.day <= marks[each.advised]:
                last[each.advised] = (each, run.day)
    now = {each.advised for each in runs[-1].said} if runs else set[Advised]()
    return [
        (each, first[key], marks.get(key, day)) for key, (each, day) in last.items() if key in marks or key not in now
    ]


def _judged(each: Said, first: date, last: date, looks: Sequence[Look], *, marked: bool) -> Outcome | None:
    """None as long as the bill has no whole month before and after it, or does not name the resource."""
    key = (each.advised.account, each.advised.resource, each.currency)
    before = [place for place, look in enumerate(looks) if look.month.end <= last + timedelta(days=1)]
    if not before or looks[-1].month.start < last or key not in looks[before[-1]].things:
        return None
    return outcome(
        looks, before[-1], key, checks=(each.title,), estimate=each.saving, first_found=first, last_found=last,
        source="told", marked=marked,
    )  # fmt: skip


def _once(told: Sequence[Outcome]) -> list[Outcome]:
    """One outcome a resource, with the estimates of all that was told of it: its cost is compared once."""
    found: dict[tuple[str, str, str], Outcome] = {}
    for one in told:
        key = (one.account, one.resource, one.currency)
        other = found.get(key)
        if other is not None:
            later = max((other, one), key=lambda each: each.last_found)
            one = replace(
                later, checks=(*other.checks, *one.checks), estimate=other.estimate + one.estimate,
                first_found=min(other.first_found, one.first_found), marked=other.marked or one.marked,
            )  # fmt: skip
        found[key] = one
    return list(found.values())
