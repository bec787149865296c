"""Everyday questions over the sample's bill, each beside SQL written for it alone."""

from decimal import Decimal

import pytest

from agents.catalog import CATALOG
from billing.export import ExportBill
from billing.source import BillSource
from finops_core.answers import Finding, TableBlock, render
from finops_core.clock import ManualClock
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from supervisor.fast_path import decide
from tests.evals.standard_questions import NOW
from tests.shared_bills import SharedBills

OCTOBER = """ "ChargePeriodStart" >= '2026-10-01' AND "ChargePeriodStart" < '2026-11-01' """


@pytest.fixture(scope="module")
def bill(shared_bills: SharedBills) -> ExportBill:
    return shared_bills.sample(NOW.date())


def ask(text: str, bill: ExportBill) -> Finding:
    step = decide(text)
    assert step is not None, text
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services={BillSource: bill})
    return run_tool(CATALOG[step.agent].tool(step.tool), step.args, context)


def table(found: Finding) -> TableBlock:
    return next(block for block in found.blocks if isinstance(block, TableBlock))


def column(found: Finding, key: str) -> list[Decimal]:
    shown = table(found)
    at = [one.key for one in shown.columns].index(key)
    return [Decimal(str(row[at])) for row in shown.rows]


def one(bill: ExportBill, sql: str) -> Decimal:
    ((value,),) = bill.statement(sql, ())
    return Decimal(str(value))


@pytest.mark.parametrize(
    "text",
    ["weekends versus weekdays", "What do we spend on weekends?", "compare weekend and weekday spend"],
)
def test_weekends_are_set_beside_weekdays(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    by_sql = bill.statement(
        f"""SELECT isodow("ChargePeriodStart"), sum("BilledCost") FROM charges WHERE {OCTOBER} GROUP BY 1 ORDER BY 1""",
        (),
    )

    assert column(found, "amount") == [Decimal(str(amount)) for _, amount in by_sql]
    assert column(found, "days") == [4, 4, 4, 5, 5, 5, 4]
    amounts = {day: Decimal(str(amount)) for day, amount in by_sql}
    weekend, week = (amounts[6] + amounts[7]) / 9, sum(amounts[day] for day in range(1, 6)) / 22
    told = f"${weekend:,.2f} a day on weekends and ${week:,.2f} a day on weekdays"
    assert told in render(found.headline, found.facts)


def test_where_most_of_what_lacks_a_tag_is_is_told_by_account(bill: ExportBill) -> None:
    found = ask("what percent of spend carries a team tag by account", bill)
    ((amount,),) = bill.statement(
        f"""SELECT max(amount) FROM (SELECT sum("BilledCost") AS amount FROM charges
            WHERE {OCTOBER} AND coalesce("Tags"['team'], '') = '' GROUP BY "SubAccountId")""",
        (),
    )
    assert f"with ${amount:,.2f}" in render(found.headline, found.facts)


@pytest.mark.parametrize("text", ["which day of the week is the most expensive", "cheapest day of the week"])
def test_the_days_of_the_week_are_ranked_by_what_one_of_them_costs(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    order = "ASC" if "cheapest" in text else "DESC"
    ((name, amount, days), *_) = bill.statement(
        f"""SELECT dayname("ChargePeriodStart"), sum("BilledCost") AS amount,
                   count(DISTINCT date_trunc('day', "ChargePeriodStart")) AS days
            FROM charges WHERE {OCTOBER} GROUP BY 1 ORDER BY amount / days {order}""",
        (),
    )

    assert f"is {name}, with ${Decimal(str(amount)) / days:,.2f} a day" in render(found.headline, found.facts)


@pytest.mark.parametrize("text", ["what did we spend last friday", "costs on Friday", "EC2 and S3 cost last friday"])
def test_a_day_of_the_week_is_the_latest_that_is_over(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    services = "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service"
    only = f'AND "ServiceName" IN {services}' if "EC2" in text else ""

    assert Decimal(found.facts[0].value) == one(
        bill,
        f"""SELECT sum("BilledCost") FROM charges WHERE date_trunc('day', "ChargePeriodStart") = '2026-11-13' {only}""",
    )


QUANTITIES = {
    "how many GB of S3 storage do we use": (
        """ "ServiceName" = 'Amazon Simple Storage Service' AND "ConsumedUnit" LIKE 'GB%' """,
        "GB-Mo",
    ),
    "how much storage do we have in S3": (
        """ "ServiceName" = 'Amazon Simple Storage Service' AND "ConsumedUnit" = 'GB-Mo' """,
        "GB-Mo",
    ),
    "how many GB did we store": (""" "ConsumedUnit" = 'GB-Mo' """, "GB-Mo"),
    "how much EBS storage do we use": (""" "x_UsageFamily" = 'Block storage' """, "GB-Mo"),
    "how many hours of m6i.large did we run": (
        """ "x_UsageType" LIKE '%:m6i.large' AND "ConsumedUnit" = 'Hrs' """,
        "Hrs",
    ),
    "how many requests on S3": (
        """ "ServiceName" = 'Amazon Simple Storage Service' AND "ConsumedUnit" = '1K requests' """,
        "1K requests",
    ),
}


@pytest.mark.parametrize(("text", "rows"), QUANTITIES.items())
def test_quantities_are_those_of_the_bill_in_its_own_unit(text: str, rows: tuple[str, str], bill: ExportBill) -> None:
    where, unit = rows
    found = ask(text, bill)

    assert [(Decimal(fact.value), fact.unit) for fact in found.facts] == [
        (one(bill, f'SELECT sum("ConsumedQuantity") FROM charges WHERE {OCTOBER} AND {where}'), unit)
    ]


def test_hours_of_instances_and_of_gateways_are_two_quantities(bill: ExportBill) -> None:
    found = ask("how many EC2 hours did we use last month", bill)
    by_sql = {
        family: one(
            bill,
            f"""SELECT sum("ConsumedQuantity") FROM charges WHERE {OCTOBER} AND "ConsumedUnit" = 'Hrs'
                AND "ServiceName" = 'Amazon Elastic Compute Cloud' AND "x_UsageFamily" = '{family}'""",
        )
        for family in ("Compute instances", "NAT gateway")
    }

    assert {Decimal(fact.value) for fact in found.facts} == set(by_sql.values())
    assert {fact.unit for fact in found.facts} == {"Hrs"}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("what is the price per GB of S3", """ "x_UsageType" = 'TimedStorage-ByteHrs' """),
        ("unit price of NAT gateway per GB", """ "x_UsageType" = 'NatGateway-Bytes' """),
    ],
)
def test_a_unit_costs_what_was_paid_for_it_divided_by_how_much_it_was(text: str, where: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    sql = f"""SELECT sum("BilledCost") / sum("ConsumedQuantity") FROM charges
              WHERE {OCTOBER} AND "x_LineKind" = 'usage' AND {where}"""

    assert abs(Decimal(found.facts[0].value) - one(bill, sql)) < Decimal("0.0000001")


def test_prices_that_did_not_change_are_said_not_to_have(bill: ExportBill) -> None:
    assert ask("did any unit prices change", bill).headline == (
        "No unit price changed in October 2026, compared with September 2026."
    )


@pytest.mark.parametrize("text", ["What was refunded?", "how much was refunded"])
def test_what_was_refunded_is_the_refunds(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    assert Decimal(found.facts[0].value) == one(
        bill, f"""SELECT sum("BilledCost") FROM charges WHERE {OCTOBER} AND "x_LineKind" = 'refund'"""
    )


@pytest.mark.parametrize("text", ["what is in EC2-Other", "how much is EC2 other"])
def test_ec2_other_is_ec2_without_its_instances(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    whole = one(
        bill,
        f"""SELECT sum("BilledCost") FROM charges WHERE {OCTOBER} AND "ServiceName" = 'Amazon Elastic Compute Cloud'
            AND coalesce("x_UsageFamily", '') <> 'Compute instances'""",
    )
    assert Decimal(found.facts[0].value) == whole


LISTS = {
    "list my accounts": "SubAccountId",
    "what regions are we in": "RegionId",
    "which services do I use": "ServiceName",
    "show our services": "ServiceName",
    "list all regions": "RegionId",
    "what regions am I using": "RegionId",
    "which regions do we use": "RegionId",
    "list services": "ServiceName",
    "a list of all accounts": "SubAccountId",
}


@pytest.mark.parametrize(("text", "name"), LISTS.items())
def test_a_list_has_every_value_the_month_has(text: str, name: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    count = one(bill, f"""SELECT count(DISTINCT coalesce("{name}", '')) FROM charges WHERE {OCTOBER}""")

    assert len(table(found).rows) == count


@pytest.mark.parametrize(
    "text", ["list my tags", "list my tag keys", "which tags do we have", "what tag keys are we using", "list all tags"]
)
def test_a_list_of_tags_has_every_key_of_the_bill(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    keys = bill.statement("""SELECT DISTINCT unnest(map_keys("Tags")) FROM charges""", ())

    assert sorted(str(row[0]) for row in table(found).rows) == sorted(str(key) for (key,) in keys)
    assert f"{len(keys)} tag keys" in render(found.prose, found.facts)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("list invoices", "TRUE"),
        ("which invoices do we have", "TRUE"),
        ("list our invoices from this year", """ "BillingPeriodStart" >= '2026-01-01' """),
    ],
)
def test_invoices_are_listed_with_their_amounts(text: str, only: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    by_sql = bill.statement(
        f"""SELECT "InvoiceId", "InvoiceIssuerName", sum("BilledCost") FROM charges WHERE {only} GROUP BY 1, 2""", ()
    )

    shown = {(row[1], row[2], Decimal(str(row[4]))) for row in table(found).rows}
    assert shown == {(number, issuer, amount) for number, issuer, amount in by_sql}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("which credits were applied", ""),
        ("when do our credits end", ""),
        ("when will our credits expire", ""),
        ("what credits do we have left", ""),
        ("how much credit is left", ""),
        ("list our credits", ""),
        ("which credits did we use last year", "2025"),
    ],
)
def test_credits_have_their_months_and_no_invented_balance(text: str, period: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    only = f"""AND year("ChargePeriodStart") = {period}""" if period else ""
    by_sql = bill.statement(
        f"""SELECT date_trunc('month', "ChargePeriodStart")::DATE, "ChargeDescription", sum("BilledCost")
            FROM charges WHERE "x_LineKind" = 'credit' {only} GROUP BY 1, 2 ORDER BY 1, 2""",
        (),
    )

    _, months = (block for block in found.blocks if isinstance(block, TableBlock))
    shown = [(row[0], row[1], Decimal(str(row[3]))) for row in months.rows]
    assert shown == [(month.isoformat(), name, amount) for month, name, amount in by_sql]
    told = render(f"{found.headline} {found.prose}", found.facts)
    assert "The last month with a credit is April 2025. The bill states no end" in told
    assert any("not what is left of a credit" in note for note in found.basis.notes)
    assert ("not what is left of a credit" in told) == ("left" in text)


def explained(text: str, bill: ExportBill) -> str:
    found = ask(text, bill)
    return render(f"{found.headline} {found.prose}", found.facts)


def test_an_amount_is_explained_by_the_charges_that_come_to_it(bill: ExportBill) -> None:
    service = one(
        bill, f"""SELECT sum("BilledCost") FROM charges WHERE {OCTOBER} AND "ServiceName" = 'Amazon CloudFront'"""
    )
    day = one(bill, """SELECT sum("BilledCost") FROM charges WHERE "ChargePeriodStart" = '2026-10-07'""")
    resource = one(
        bill,
        """SELECT "BilledCost" FROM charges WHERE "ChargePeriodStart" = '2026-10-07'
           AND "ResourceId" = 'arn:aws:s3:::fernway-lake' AND "x_UsageType" = 'TimedStorage-ByteHrs'""",
    )

    assert "refund of requests made by a retry loop on 1 October 2026" in explained(
        "what is the $620.00 charge", bill
    ).replace("Refund", "refund")
    assert "the total of the service Amazon CloudFront in October 2026" in explained(
        f"why was I charged ${service:,.2f}", bill
    )
    assert "the whole bill on 7 October 2026" in explained(f"where does the ${day:,.2f} charge come from", bill)
    assert "fernway-lake on 7 October 2026" in explained(f"what is this ${resource:.2f} charge", bill)
    assert "Nothing comes to $1,234.56 to the cent" in explained("what's this $1,234.56 charge?", bill)


def test_the_charges_behind_an_amount_add_up_to_it(bill: ExportBill) -> None:
    charged = one(
        bill, f"""SELECT sum("BilledCost") FROM charges WHERE {OCTOBER} AND "ServiceName" = 'Amazon CloudFront'"""
    )
    found = ask(f"what is this ${charged:,.2f} charge", bill)
    behind = [block for block in found.blocks if isinstance(block, TableBlock)][-1]

    assert sum(Decimal(str(row[-1])) for row in behind.rows) == charged


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("what is NatGateway-Bytes", """ "x_UsageType" = 'NatGateway-Bytes' """),
        ("explain TimedStorage-ByteHrs", """ "x_UsageType" = 'TimedStorage-ByteHrs' """),
        ("what is USE1-DataTransfer-Out-Bytes", """ "x_UsageType" = 'DataTransfer-Out-Bytes' """),
        ("why am I charged for NatGateway", """ "x_UsageFamily" = 'NAT gateway' """),
        ("why do we pay for Redshift", """ "ServiceName" = 'Amazon Redshift' """),
        ("what does EUW1-BoxUsage:m6i.large stand for", """ "x_UsageType" = 'EU-BoxUsage:m6i.large' """),
    ],
)
def test_a_usage_type_or_service_is_explained_with_its_charges(text: str, where: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    behind = [block for block in found.blocks if isinstance(block, TableBlock)][-1]
    quantity = one(bill, f"""SELECT sum("ConsumedQuantity") FROM charges WHERE {OCTOBER} AND {where}""")
    first = bill.statement(f"""SELECT min("ChargePeriodStart")::DATE FROM charges WHERE {where}""", ())[0][0]

    assert sum(Decimal(str(row[-1])) for row in behind.rows) == one(
        bill, f"""SELECT sum("BilledCost") FROM charges WHERE {OCTOBER} AND {where}"""
    )
    assert sum(column(found, "quantity")) == quantity
    assert any(fact.kind == "date" and fact.value == first.isoformat() for fact in found.facts)


def test_a_usage_type_the_bill_lacks_is_explained_by_its_name(bill: ExportBill) -> None:
    told = explained("what is APS2-BoxUsage:m5.large", bill)

    assert "hours of EC2 instances at on-demand rates in ap-southeast-2" in told
    assert "The bill has no charges for it. It has BoxUsage:m5.large." in told


@pytest.mark.parametrize("text", ["how much per day are we burning", "daily burn", "what do we burn a day"])
def test_burning_asks_for_a_rate(text: str, bill: ExportBill) -> None:
    found = ask(text, bill)
    rate = one(bill, f"""SELECT sum("BilledCost") / 31 FROM charges WHERE {OCTOBER}""")

    (each,) = [Decimal(fact.value) for fact in found.facts if fact.subject == "average day"]
    assert abs(each - rate) < Decimal("0.0001")


@pytest.mark.parametrize(
    ("text", "period"), [("week over week", "last_week"), ("month over month", "last_month"), ("MoM", "last_month")]
)
def test_one_interval_over_another_is_a_comparison(text: str, period: str) -> None:
    step = decide(text)
    assert step is not None
    assert (step.tool, dict(step.args)) == ("compare", {"period": period, "compare_to": "previous"})


@pytest.mark.parametrize(
    "text",
    [
        "what's the price of an m5.large in eu-west-1",
        "price of EC2 in us-east-1 per hour",
        "which AWS account am I in",
        "what shall we do at the weekend",
        "how many GB does my phone have",
        "how many hours in a week",
        "how many hours did the outage last",
        "unit price of bananas",
        "refund me",
        "what is left to do",
        "is there any time left",
        "do credits expire",
        "how do I apply credits",
        "what's on my list for today",
        "what tags does AWS support",
        "are we applying best practices",
        "what is a t3.micro",
        "how much storage does my phone have",
        "what should we keep",
        "what is NAT",
        "what is this $20 gift card",
        "why did the $45 charger break",
        "what should I burn calories with",
    ],
)
def test_what_a_bill_does_not_answer_is_left_alone(text: str) -> None:
    assert decide(text) is None
