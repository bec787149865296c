"""`finops commitments plan`: what to commit to, on what an hourly bill shows."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table

from finops_core.errors import BillError
from finops_core.formats import format_money
from local.cli.opened_bill import opened_bill
from local.cli.terminal import err, out, told, write_json

if TYPE_CHECKING:
    from agents.advice.commitments.hourly import HourlyUsage
    from agents.advice.commitments.purchase import Purchase, Terms
    from agents.advice.commitments.rates import Rates
    from agents.advice.commitments.regret import Regret

MOST_STAGES = 12
MOST_NAMED = 4
LEAST_SAID = 1.0
DAYS_BETWEEN_STAGES = 90
HOURS_A_MONTH = 730
_NAMES = {
    "ComputeSavingsPlan": "Compute Savings Plan",
    "EC2InstanceSavingsPlan": "EC2 Instance Savings Plan",
    "ReservedInstance": "Reserved Instance",
}
_PLACE = ("region", "instanceFamily", "engine", "productDescription", "offeringClass")


def plan(
    path: str, rates: Path, *, term: str = "1yr", payment: str = "No Upfront", stages: int = 1, as_json: bool
) -> None:
    """Reads a bill and rates and prints what to buy for a term, at once or in stages a quarter apart.

    With `all` for term or payment, a line for each that is for sale, to choose from. Raises BillError for a bill that
    is not hourly, or no rates.
    """
    from agents.advice.commitments.hourly import hourly_usage
    from agents.advice.commitments.operations import as_rates_name_it
    from agents.advice.commitments.plan import plan_purchases, staged
    from agents.advice.commitments.rates import read_rates
    from agents.advice.commitments.regret import chance_of_regret

    asked = _terms(term, payment)
    if not 1 <= stages <= MOST_STAGES:
        raise typer.BadParameter(f"Stages are 1 to {MOST_STAGES}.")
    for_sale = {one: read_rates(rates, one) for one in asked}
    with opened_bill(path) as bill:
        read = hourly_usage(bill)
    for own in for_sale.values():
        _in_one_currency(read, own)
    used = {one: as_rates_name_it(read, own) for one, own in for_sale.items()}
    bought = {one: plan_purchases(used[one], own) for one, own in for_sale.items()}
    usage = used[asked[0]]
    if len(asked) > 1:
        options = {one: found for one, found in bought.items() if for_sale[one].compute or for_sale[one].databases}
        _print_options(options, as_json=as_json)
    else:
        found = bought[asked[0]]
        regret = chance_of_regret(usage, for_sale[asked[0]], found)
        found = staged(found, stages, DAYS_BETWEEN_STAGES, usage.end) if stages > 1 else found
        _print_purchases(found, asked[0], regret, usage.currency, as_json=as_json)
    for note in (*left_out(usage), *not_for_sale(usage, for_sale[asked[0]])):
        (err() if as_json else out()).print(told(note))


def _in_one_currency(usage: "HourlyUsage", rates: "Rates") -> None:
    if rates.currency and rates.currency != usage.currency:
        raise BillError(
            f"The rates are in {rates.currency} and the bill is in {usage.currency}: a plan needs both in one currency."
        )


def _terms(term: str, payment: str) -> "list[Terms]":
    from agents.advice.commitments.purchase import ALL_TERMS

    years, paid = term.casefold(), payment.casefold()
    found = [one for one in ALL_TERMS if years in (f"{one.years}yr", "all") and paid in (one.payment.casefold(), "all")]
    if not found:
        raise typer.BadParameter(
            "A term is 1yr, 3yr or all; a payment is No Upfront, Partial Upfront, All Upfront or all."
        )
    return found


def left_out(usage: "HourlyUsage") -> Iterator[str]:
    """What the plan says nothing about."""
    if not (usage.on_demand or usage.covered_until or usage.no_end_known):
        yield (
            "The bill has no usage of EC2, RDS, Fargate or Lambda with a usage type, a quantity and a price: there is "
            "nothing that a Savings Plan or a reservation could cover."
        )
    if usage.no_end_known:
        count, amount = len(usage.no_end_known), sum(usage.no_end_known.values()) / usage.hours * HOURS_A_MONTH
        which = "1 commitment" if count == 1 else f"{count} commitments"
        yield (
            f"The bill does not say when {which} will end: {_money(amount, usage.currency)} of usage a month at "
            "list prices is covered by it and left out of this plan. AWS shows the end; plan again then."
        )


def not_for_sale(usage: "HourlyUsage", rates: "Rates") -> Iterator[str]:
    """For what the file of rates has nothing to buy."""
    from agents.advice.commitments.unsold import unsold

    if not rates.is_whole:
        yield "The file of rates ends before AWS's answer does (it has a nextToken): what comes after is not known."
    if not (rates.compute or rates.instance):
        years = "1 year" if rates.terms.years == 1 else f"{rates.terms.years} years"
        yield f"The file has no rates of Savings Plans for {years} with {rates.terms.payment.value}."
    missing = {name: amount for name, amount in unsold(usage, rates).items() if amount >= LEAST_SAID}
    if missing:
        names = ", ".join([*missing][:MOST_NAMED]) + (", …" if len(missing) > MOST_NAMED else "")
        yield (
            f"The rates have nothing for sale for {_money(sum(missing.values()), usage.currency)} of usage a month at "
            f"list prices ({names}): nothing is planned for it."
        )
    if not rates.instances:
        yield "The rates have no EC2 reservations of this term: Savings Plans were not compared with them."


def _money(amount: float | str, currency: str = "USD") -> str:
    return format_money(Decimal(str(amount)), currency)


def as_record(one: "Purchase", terms: "Terms") -> dict[str, Any]:
    """One purchase as programs read it."""
    record: dict[str, Any] = {"type": one.type, "term": f"{terms.years}yr", "payment": terms.payment.value}
    if one.type == "ReservedInstance":
        record |= {"service": one.service, "region": one.region, "instanceType": one.instance_type}
        record |= _of_instances(one) if one.service == "AmazonEC2" else {"engine": one.engine, "multiAZ": one.multi_az}
        record["count"] = one.count
    else:
        record |= {"region": one.region, "instanceFamily": one.family} if one.family else {}
        record["hourlyCommitment"] = one.hourly
    if one.start is not None:
        record["start"] = one.start.isoformat()
    record["monthlySaving"] = f"{one.saving:.2f}"
    if one.upfront:
        record["upfront"] = f"{one.upfront:.2f}"
    return record


def _of_instances(one: "Purchase") -> dict[str, Any]:
    offering = "convertible" if one.convertible else "standard"
    return {"productDescription": one.platform, "offeringClass": offering, "scope": "Region"}


def told_regret(regret: "Regret", currency: str = "USD") -> str:
    """The chance of regret in words, with how it was found and how far it can be relied on."""
    from agents.advice.commitments.regret import TRIED

    share = round(regret.chance * 100)
    often = f"{share} of 100" if share else "fewer than 1 of 100"
    then = f", by {_money(round(regret.cost, 2), currency)} a month then" if regret.chance else ""
    least, most = (round(each * 100) for each in TRIED)
    return (
        f"What is bought now costs more than buying nothing in {often} ways in which usage may go on{then}. "
        f"{regret.ways} ways were drawn from the bill's own trends and weekly changes, each with one chance in ten a "
        "year that a kind of usage is left though nothing shows it today, in half of them all kinds at once. No record "
        f"says how often that is: of plans tried on invented years {least} to {most} of 100 were regretted, whatever "
        "chance was told. Plan with the larger of both."
    )


def _print_purchases(
    purchases: "Sequence[Purchase]", terms: "Terms", regret: "Regret", currency: str, *, as_json: bool
) -> None:
    from agents.advice.commitments.regret import TRIED

    tried = [f"{each:.2f}" for each in TRIED]
    evidence = {"chanceOfRegret": f"{regret.chance:.3f}", "costThen": f"{regret.cost:.2f}", "ways": regret.ways}
    evidence |= {"regrettedWhenTried": tried}
    evidence |= {"committedNow": f"{_committed(purchases):.2f}", "savedNow": f"{_saved(purchases):.2f}"}
    in_time = sorted(purchases, key=lambda one: one.start.isoformat() if one.start else "")
    records = [as_record(one, terms) | {"evidence": {"wholePlan": evidence}} for one in in_time]
    if currency != "USD":
        records = [{**record, "currency": currency} for record in records]
    if as_json:
        for record in records:
            write_json(json.dumps(record, ensure_ascii=False))
    elif not records:
        out().print("Buying nothing costs least on what this bill shows.")
    else:
        _print(records, currency)
        out().print(told(told_commitment(purchases, terms, currency)))
        if regret.ways:
            out().print(told(told_regret(regret, currency)))


def _committed(purchases: "Sequence[Purchase]") -> float:
    """What is committed now for a month, whether it is used or not."""
    return sum(one.committed for one in purchases if one.start is None) * HOURS_A_MONTH


def _saved(purchases: "Sequence[Purchase]") -> float:
    return sum(one.saving for one in purchases if one.start is None)


def told_commitment(purchases: "Sequence[Purchase]", terms: "Terms", currency: str = "USD") -> str:
    """What is committed now and what it saves, in words, and what is for a later day."""
    years = "one year" if terms.years == 1 else "three years"
    later = sum(one.start is not None for one in purchases)
    rest = f" {later} more for a later day." if later else ""
    if later == len(purchases):
        return f"Nothing is to be bought now, for {years}, {terms.payment.value.lower()}.{rest}"
    paid = sum(one.upfront for one in purchases if one.start is None)
    upfront = f", and of the whole term {_money(round(paid, 2), currency)} is paid at once" if paid else ""
    return (
        f"Bought now, for {years}, {terms.payment.value.lower()}: {_money(round(_committed(purchases), 2), currency)} "
        f"a month is committed, used or not{upfront}. If usage goes on as the last weeks of this bill show, that saves "
        f"{_money(round(_saved(purchases), 2), currency)} a month against list prices.{rest}"
    )


def _print(records: list[dict[str, Any]], currency: str) -> None:
    grid = Table("Buy", "How much", "Where", "From", "Saving a month", "Upfront")
    for record in records:
        much = (
            f"{record['count']} × {record['instanceType']}"
            if "count" in record
            else f"{record['hourlyCommitment']} {currency} an hour"
        )
        where = " ".join(str(record[name]) for name in _PLACE if name in record) or "any region and family"
        saving, upfront = (_money(record.get(each, 0), currency) for each in ("monthlySaving", "upfront"))
        start = record.get("start", "now")
        grid.add_row(_NAMES[record["type"]], told(much), told(where), start, told(saving), told(upfront))
    out().print(grid)


def _print_options(options: "Mapping[Terms, Sequence[Purchase]]", *, as_json: bool) -> None:
    """One line a term and payment: what is committed an hour to plans, paid at once, and saved a month."""
    grid = Table("Term", "Payment", "Plans an hour", "Reservations", "Upfront", "Saving a month")
    for terms, purchases in options.items():
        record = {
            "term": f"{terms.years}yr",
            "payment": terms.payment.value,
            "hourlyCommitment": round(sum(one.hourly for one in purchases), 3),
            "reservations": sum(one.count for one in purchases),
            "upfront": f"{sum(one.upfront for one in purchases):.2f}",
            "monthlySaving": f"{sum(one.saving for one in purchases if one.start is None):.2f}",
        }
        if as_json:
            write_json(json.dumps(record))
        grid.add_row(*(told(str(value)) for value in record.values()))
    if not as_json:
        out().print(grid)
        out().print("Each is a plan of its own; the saving is of what would be bought now.")
