"""Names that are no service or usage type of a bill as they are said: instance types, Fargate, AI, credits' ends."""

from pathlib import Path

from tests.unit.agents.asking import ask, headline, opened, prose, said
from tests.unit.billing.made_bills import focus_day

FARGATE = [
    {"ServiceName": "Amazon ECS", "x_UsageType": "EUW2-Fargate-vCPU-Hours:perCPU", "BilledCost": "3.10"},
    {"ServiceName": "Amazon EKS", "x_UsageType": "EUW2-Fargate-GB-Hours", "BilledCost": "1.05"},
    {"ServiceName": "Amazon EKS", "x_UsageType": "EUW2-AmazonEKS-Hours:perCluster", "BilledCost": "72.00"},
    {"ServiceName": "Amazon EC2", "x_UsageType": "BoxUsage:m5.large", "BilledCost": "9.00"},
]


def test_an_instance_type_the_bill_lacks_cost_nothing(tmp_path: Path) -> None:
    with opened(tmp_path, [focus_day(2, 5, **row) for row in FARGATE]) as bill:
        for asked in ("m5.xlarge", "m7g.medium", "db.r5.large"):
            for tool in ("spend", "usage"):
                found = ask(bill, tool, usage_type=(asked,))
                assert headline(found).startswith("You spent $0.00: the bill has no charges for instance type")
                assert asked in headline(found)


def test_fargate_is_every_usage_type_that_names_it_and_no_other(tmp_path: Path) -> None:
    with opened(tmp_path, [focus_day(2, 5, **row) for row in FARGATE]) as bill:
        assert "$4.15" in headline(ask(bill, "spend", usage_type=("Fargate",), period="all"))


def test_without_usage_types_nobody_says_that_fargate_cost_nothing(tmp_path: Path) -> None:
    rows = [focus_day(2, ServiceName="Amazon ECS", BilledCost="3.10", x_UsageType="")]
    with opened(tmp_path, rows) as bill:
        told = headline(ask(bill, "spend", usage_type=("Fargate",)))
    assert "$0.00" not in told
    assert "no usage type" in told


def test_ai_is_a_stated_list_of_services_where_the_bill_has_no_categories(tmp_path: Path) -> None:
    services = {"Amazon Bedrock": "5", "AmazonSageMaker": "7", "Amazon Lex": "1", "Amazon FlexThing": "40"}
    rows = [focus_day(2, ServiceName=name, BilledCost=cost, ServiceCategory="") for name, cost in services.items()]
    with opened(tmp_path, rows) as bill:
        found = ask(bill, "spend", service_category=("AI and Machine Learning",), period="all")
    assert "$13.00" in headline(found)
    assert "AI is the services of this list that it has: Bedrock" in said(found)


def test_an_end_of_a_credit_is_told_in_the_bills_own_words(tmp_path: Path) -> None:
    described = {
        "Migration credit, expires 2026-12-31": "-4",
        "Startup program (valid until: 03/04/2027)": "-3",
        "Promotional credit": "-2",
    }
    rows = [
        focus_day(2, ChargeCategory="Credit", ChargeDescription=name, BilledCost=amount)
        for name, amount in described.items()
    ]
    with opened(tmp_path, rows) as bill:
        told = prose(ask(bill, "credits", aspect="ends"))
    assert "ends 2026-12-31" in told
    assert "ends 03/04/2027" in told
    assert "It states no end of the others." in told


def test_a_bill_without_credits_says_so_and_nothing_of_a_balance(tmp_path: Path) -> None:
    with opened(tmp_path, [focus_day(2, BilledCost="5")]) as bill:
        assert "The bill has no credits" in headline(ask(bill, "credits"))
        assert "not what is left of a credit" in headline(ask(bill, "credits", aspect="left"))


def test_charges_without_an_invoice_number_are_a_row_of_their_month(tmp_path: Path) -> None:
    rows = [focus_day(2, BilledCost="5", InvoiceId="A-1"), focus_day(3, BilledCost="7", InvoiceId="")]
    with opened(tmp_path, rows) as bill:
        found = ask(bill, "invoices")
    assert "1 invoice and charges without an invoice number yet over $12.00" in headline(found)
    assert "those without one are a row of their month" in said(found)
