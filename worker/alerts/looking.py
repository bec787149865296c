"""What on a bill somebody should know now: anomalies, budgets, forecasts and commitments, as alerts in words.

Everything is worked out by what answers questions about it (`agents.anomalies`, `billing.budgets`,
`billing.commitment_terms`), so that an alert and an answer never differ.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from agents.anomalies.dismissed import Known, first_day
from agents.anomalies.found import Found
from agents.anomalies.params import AnomaliesParams
from agents.anomalies.result import Anomalies, read_anomalies
from agents.anomalies.words import DRIVEN
from agents.bill.dimensions import account_label
from billing.budgets.alerts import Alert as Crossing
from billing.budgets.alerts import AlertState
from billing.budgets.performance import Performance, State, performance_of
from billing.budgets.record import ACTUAL, FORECASTED
from billing.budgets.spending import whole_days
from billing.commitment_terms import EndSource, TermEnd, term_ends
from billing.commitments import Commitment, commitments
from billing.export import ExportBill
from billing.periods.anchor import Anchor
from billing.periods.calendar import Calendar
from billing.periods.symbols import day_text
from billing.query import BillInfo
from billing.source import BillSource
from billing.terms import Terms
from finops_core.clock import Clock
from finops_core.dismissals import COST_ANOMALY, Dismissal, Dismissals
from finops_core.formats import format_money, format_number, format_percent
from finops_core.stopping import Stop
from finops_core.texts import isolated
from finops_core.tools.context import ToolContext
from finops_core.values import EXACT, Period
from worker.alerts.alert import Alert, AlertKind, Withdrawal, shortened
from worker.alerts.settings import AlertSettings

A_MONTH_DAYS: Final = 30
LEAST_CHANCE: Final = Decimal("0.75")
"""From this chance of passing its limit on, a budget without forecast thresholds of its own is told."""
_NAME_CHARS: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is looked at: a bill with an organisation's terms, and the settings of its alerts. `stop` ends a look.

    Of what `user` dismissed, by `dismissals`, nothing is told until it grows or its days are over.
    """

    bill: BillSource
    terms: Terms
    settings: AlertSettings
    clock: Clock
    stop: Stop = field(default_factory=Stop)
    dismissals: Dismissals | None = None
    user: str = "watch"

    @property
    def today(self) -> date:
        return Calendar.of(self.terms).today(self.clock.now())

    @property
    def dismissed(self) -> tuple[Dismissal, ...]:
        """What the user dismissed of anomalies: another one changes what is to be told of the same bill."""
        known = self.dismissals.of_user(self.user) if self.dismissals is not None else ()
        return tuple(one for one in known if one.advised.check == COST_ANOMALY)


Look = Callable[[Sight], Iterator[Alert | Withdrawal]]


def anomalies(sight: Sight) -> Iterator[Alert | Withdrawal]:
    """Days that cost more than their past lets expect, and that ended within the days to look back.

    Those that are dismissed are withdrawals: an alert of them that waits is not sent.
    """
    info = sight.bill.info()
    last = whole_days(info).last_day
    first = max(last - timedelta(days=sight.settings.look_back_days - 1), info.period.start)
    services: dict[type[Any], Any] = {BillSource: sight.bill, Terms: sight.terms}
    if sight.dismissals is not None:
        services[Dismissals] = sight.dismissals
    context = ToolContext(
        job_id=f"watch-{uuid.uuid4().hex}",
        user_id=sight.user,
        clock=sight.clock,
        services=services,
        cancelled=sight.stop,
    )
    found = read_anomalies(AnomaliesParams.model_validate({"period": f"{first}/{last}"}), context)
    if not isinstance(found, Anomalies):
        return
    for each in found.known:
        one = each.found
        if one.excess >= sight.settings.least_anomaly and one.days.last_day >= first:
            yield _told_again(_anomaly(one, info), each)
    for each in found.dismissed:
        days = each.found.days
        began = min(first_day(each.advised) or days.start, days.start)
        yield Withdrawal(subject=_subject(each.found), first=began, last=days.last_day)


def _subject(one: Found) -> str:
    return "\x1f".join((*one.keys, one.currency))


def _told_again(alert: Alert, known: Known) -> Alert:
    """One that was dismissed, and has grown or whose days are over, is told once more though it was told before."""
    if known.by is None or known.standing not in ("grown", "ended"):
        return alert
    why = "it has grown by over a quarter since" if known.standing == "grown" else "that is over"
    began = first_day(known.advised) or known.found.days.start
    return replace(
        alert,
        period=began.isoformat(),
        threshold=f"dismissed {known.by.at.isoformat()} {known.standing}",
        details=(*alert.details, ("Dismissed", shortened(f"{_name(known.by.reason)}; {why}"))),
        first=None,
        last=None,
    )


def _anomaly(one: Found, info: BillInfo) -> Alert:
    service, account = one.keys
    where = f"{_name(service) or 'Charges without a service'} in {_name(account_label(account, info)) or 'no account'}"
    more = format_money(one.excess, one.currency)
    days = day_text(one.days.start)
    if one.days.days > 1:
        days += f" to {day_text(one.days.last_day)}"
    pace = EXACT.divide(EXACT.multiply(one.excess, Decimal(A_MONTH_DAYS)), Decimal(one.days.days))
    details = [
        ("How much", f"{format_money(one.billed, one.currency)}, where {format_money(one.expected, one.currency)} was "
                     f"to be expected: {more} more"),
        ("When", days),
        ("Cause", _cause(one)),
        ("If it goes on", f"about {format_money(pace, one.currency)} in {A_MONTH_DAYS} days"),
    ]  # fmt: skip
    return Alert(
        kind=AlertKind.ANOMALY,
        subject=_subject(one),
        period=one.days.start.isoformat(),
        threshold="",
        headline=shortened(f"{where} cost {more} more than expected since {day_text(one.days.start)}"),
        details=_kept(details),
        todo="Ask “what changed” for these days to see the resources behind it, and stop what is not wanted. What was "
        "planned needs nothing.",
        page="dashboard",
        first=one.days.start,
        last=one.days.last_day,
    )


def _cause(one: Found) -> str:
    new = "nothing was billed for it in the four weeks before" if one.is_new else ""
    if not one.cause or one.cause_share is None:
        return new or "no single usage type stands out"
    of = f" of {_name(one.resource)}" if one.resource else ""
    driven = DRIVEN[one.driver] if one.driver and not new else new
    return f"mostly {_name(one.cause)}{of} ({format_percent(one.cause_share)} of it){f'; {driven}' if driven else ''}"


def budgets(sight: Sight) -> Iterator[Alert]:
    """Thresholds of budgets that were crossed, and budgets that will probably pass their limits."""
    if not sight.terms.budgets:
        return
    info, calendar = sight.bill.info(), Calendar.of(sight.terms)
    now = Anchor.of(info.period, sight.today, calendar, complete=whole_days(info)).last_day
    before = now - timedelta(days=sight.settings.look_back_days)
    for budget in sight.terms.budgets:
        found = performance_of(budget, sight.bill, sight.terms, now)
        yield from _of_budget(found)
        # The last days of a period are delivered when the next one has begun.
        if found.period is None or found.period.start > before:
            yield from _lately(performance_of(budget, sight.bill, sight.terms, before), before)


def _of_budget(found: Performance) -> Iterator[Alert]:
    if found.period is None or found.limit is None:
        return
    for crossing in found.alerts:
        if crossing.state is AlertState.CROSSED:
            yield _crossed(found, found.period, found.limit, crossing)
    yield from _without_thresholds(found, found.period, found.limit)


def _lately(found: Performance, since: date) -> Iterator[Alert]:
    """Thresholds, or the limit, of a period that has ended, as far as they were passed since a day."""
    if found.period is None or found.limit is None:
        return
    if found.over_since is not None and found.over_since >= since:
        yield from _without_thresholds(found, found.period, found.limit)
    for crossing in found.alerts:
        is_recent = crossing.day is not None and crossing.day >= since
        if crossing.state is AlertState.CROSSED and is_recent and crossing.notification.notification_type == ACTUAL:
            yield _crossed(found, found.period, found.limit, crossing)


def _crossed(found: Performance, period: Period, limit: Decimal, crossing: Crossing) -> Alert:
    given = crossing.notification
    amount = _amount(found, crossing.threshold)
    below = given.comparison_operator == "LESS_THAN" or found.budget.is_share
    if given.notification_type == FORECASTED:
        said = f"is forecast to {'fall below' if below else 'pass'}"
    else:
        said = "fell below" if below else "passed"
    on = f" on {day_text(crossing.day)}" if crossing.day else ""
    return Alert(
        kind=AlertKind.FORECAST if given.notification_type == FORECASTED else AlertKind.BUDGET,
        subject=found.budget.budget_name,
        period=_span(period),
        threshold=f"{given.notification_type} {given.comparison_operator} {given.threshold} {given.threshold_type}",
        headline=shortened(f"Budget {_name(found.budget.budget_name)} {said} its threshold of {amount}{on}"),
        details=_standing(found, period, limit),
        todo=_what_to_do(found),
        page="dashboard",
    )


def _without_thresholds(found: Performance, period: Period, limit: Decimal) -> Iterator[Alert]:
    """A budget that has no thresholds of a kind is told at its limit."""
    types = {one.notification_type for one in found.budget.notifications}
    name = _name(found.budget.budget_name)
    if found.state is State.OVER and ACTUAL not in types:
        since = f" since {day_text(found.over_since)}" if found.over_since else ""
        headline = f"Budget {name} is beyond its limit of {_amount(found, limit)}{since}"
        yield _at_limit(AlertKind.BUDGET, headline, found, period, limit)
    likely = found.chance is not None and found.chance >= LEAST_CHANCE
    if found.state is State.HEADING_OVER and likely and FORECASTED not in types:
        on = f" on {day_text(found.passes_on)}" if found.passes_on else ""
        headline = f"Budget {name} will probably pass its limit of {_amount(found, limit)}{on}"
        yield _at_limit(AlertKind.FORECAST, headline, found, period, limit)


def _at_limit(kind: AlertKind, headline: str, found: Performance, period: Period, limit: Decimal) -> Alert:
    return Alert(
        kind=kind,
        subject=found.budget.budget_name,
        period=_span(period),
        threshold="limit",
        headline=shortened(headline),
        details=_standing(found, period, limit),
        todo=_what_to_do(found),
        page="dashboard",
    )


def _standing(found: Performance, period: Period, limit: Decimal) -> tuple[tuple[str, str], ...]:
    details = [("Limit", f"{_amount(found, limit)} for {day_text(period.start)} to {day_text(period.last_day)}")]
    if found.actual is not None:
        used = f" ({format_percent(found.used)} of it)" if found.used is not None and not found.budget.is_share else ""
        until = f" up to {day_text(found.billed.last_day)}" if found.billed else ""
        details.append(("So far", f"{_amount(found, found.actual)}{used}{until}"))
    if found.expected is not None:
        expected = _amount(found, Decimal(repr(found.expected.whole.value)))
        chance = f"; the chance of passing the limit is {format_percent(found.chance)}" if found.chance else ""
        details.append(("Expected in all", f"about {expected}{chance}"))
    if found.drivers:
        parts = [f"{_name(each.name) or 'no name'} {_amount(found, each.amount)}" for each in found.drivers[:3]]
        details.append(("Most of it", ", ".join(parts)))
    return _kept(details)


def _what_to_do(found: Performance) -> str:
    if found.budget.is_share:
        return "Look which commitments are not used, or what they do not cover: ask “how are my commitments used?”."
    return (
        "Look at what drives it, stop or move what can be, or raise the budget if the cost is wanted. A budget tells; "
        "without an action it stops nothing."
    )


def ending_commitments(sight: Sight) -> Iterator[Alert]:
    """Savings Plans and reservations that end within the days to be told before."""
    if not isinstance(sight.bill, ExportBill):
        return
    ends = {name: end for name, end in term_ends(sight.bill).items() if end.day is not None}
    near = {name: (end, days) for name, end in ends.items() if (days := _told_before(sight, end)) is not None}
    if not near:
        return
    known = whole_days(sight.bill.info())
    lately = Period(max(known.start, known.end - timedelta(days=A_MONTH_DAYS)), known.end)
    used = {one.id: one for report in commitments(sight.bill, lately) for one in report.commitments}
    for name, (end, days) in sorted(near.items()):
        yield _ending(name, end, days, used.get(name), lately, sight)


def _told_before(sight: Sight, end: TermEnd) -> int | None:
    """The tightest of the numbers of days that is reached; none for what has ended."""
    if end.day is None or end.day < sight.today:
        return None
    left = (end.day - sight.today).days
    return min((days for days in sight.settings.commitment_days if left <= days), default=None)


def _ending(name: str, end: TermEnd, days: int, used: Commitment | None, lately: Period, sight: Sight) -> Alert:
    last = end.day or sight.today
    left = (last - sight.today).days
    kind = used.kind.value if used else "Commitment"
    details = [("Last day", f"{day_text(last)}{'' if end.source is EndSource.STATED else f', by {end.source.value}'}")]
    if used is not None:
        paid = format_money(used.used + used.unused, used.currency)
        details.append(("How much", f"{paid} in the {lately.days} days up to {day_text(lately.last_day)}"))
        if used.utilisation is not None:
            details.append(("Used", format_percent(used.utilisation)))
        if used.saved is not None:
            details.append(("Saved against on-demand prices", format_money(used.saved, used.currency)))
    when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    return Alert(
        kind=AlertKind.COMMITMENT,
        subject=name,
        period=last.isoformat(),
        threshold=str(days),
        headline=shortened(f"{kind} {_name(name)} ends {when}, on {day_text(last)}"),
        details=_kept(details),
        todo="From the next day on its usage is billed on demand. Plan what follows: ask “what commitments should I "
        "buy?”, or let it end if the usage goes.",
        page="savings",
    )


LOOKS: Final[Mapping[str, Look]] = {
    "anomalies": anomalies,
    "budgets": budgets,
    "commitments": ending_commitments,
}
"""Everything that is looked for. Each is on its own: what one cannot read does not keep the others."""


def _span(period: Period) -> str:
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def _amount(found: Performance, amount: Decimal) -> str:
    if found.budget.is_share:
        return format_number(round(amount, 2), "%")
    return format_money(amount, found.unit) if found.budget.budget_type == "COST" else format_number(amount, found.unit)


def _name(name: str) -> str:
    """A name from a bill or a file for the middle of a sentence."""
    return isolated(name if len(name) <= _NAME_CHARS else f"{name[: _NAME_CHARS - 1]}…")


def _kept(details: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, shortened(text)) for label, text in details)
