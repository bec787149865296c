"""Questions that lead to each intent, with their arguments."""

from collections.abc import Mapping

from finops_core.questions.intents import Example

EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "spend": (
        Example("What did I spend by service?", {"group_by": ("service",)}),
        Example("how much did we spend last month", {"period": "last_month"}),
        Example("top 5 services in May", {"period": "may", "group_by": ("service",), "top_n": 5}),
        Example(
            "show daily EC2 costs for the past 14 days",
            {"period": "past_14_days", "service": ("EC2",), "granularity": "daily"},
        ),
        Example("what costs more than $1000 a month", {"group_by": ("service",), "threshold": "1000"}),
        Example(
            "10 largest usage types across all accounts last month",
            {"period": "last_month", "group_by": ("usage_type",), "top_n": 10},
        ),
        Example("what would we have paid in May if there were no credits", {"period": "may", "exclude": ("credit",)}),
        Example("list refunds", {"kind": ("refund",)}),
        Example("what did the company spend in May", {"period": "may"}),
        Example("What is our average monthly spend on S3?", {"service": ("S3",), "average": "monthly"}),
        Example(
            "costs by account and region last quarter", {"period": "last_quarter", "group_by": ("account", "region")}
        ),
        Example(
            "which teams spent more than $500 last month",
            {"period": "last_month", "group_by": ("team",), "threshold": "500"},
        ),
        Example("how much of our bill is data transfer", {"usage_family": ("Data transfer",), "share": True}),
        Example(
            "RDS spend without tax since January", {"period": "since_january", "service": ("RDS",), "exclude": ("tax",)}
        ),
        Example("why is our S3 bill so high", {"service": ("S3",), "group_by": ("usage_type",)}),
        Example("monthly cost trend for Lambda", {"service": ("Lambda",), "granularity": "monthly"}),
        Example(
            "what did we spend on prod vs staging",
            {"tag": ("environment=prod", "environment=staging"), "group_by": ("tag:environment",)},
        ),
        Example("list our accounts", {"group_by": ("account",)}),
        Example(
            "cheapest regions last month",
            {"period": "last_month", "group_by": ("region",), "top_n": 10, "order": "lowest"},
        ),
    ),
    "commitment_fees": (
        Example("what do we pay for savings plans", {"kind": ("savings_plan_upfront", "savings_plan_recurring")}),
        Example(
            "upfront fees last month", {"period": "last_month", "kind": ("savings_plan_upfront", "reservation_upfront")}
        ),
        Example(
            "how much did we spend on reserved instances in May",
            {"period": "may", "kind": ("reservation_upfront", "reservation_recurring")},
        ),
        Example("our reservation fees by account", {"kind": ("reservation_recurring",), "group_by": ("account",)}),
        Example("monthly savings plan recurring fees", {"kind": ("savings_plan_recurring",), "granularity": "monthly"}),
        Example(
            "what did we pay upfront for reserved instances last year",
            {"period": "last_year", "kind": ("reservation_upfront",)},
        ),
        Example(
            "savings plan costs by month this year",
            {
                "period": "this_year",
                "kind": ("savings_plan_upfront", "savings_plan_recurring"),
                "granularity": "monthly",
            },
        ),
        Example(
            "RDS reserved instance fees last quarter",
            {"period": "last_quarter", "service": ("RDS",), "kind": ("reservation_recurring",)},
        ),
        Example("how much are we paying in recurring fees for reservations", {"kind": ("reservation_recurring",)}),
        Example(
            "show our savings plan fees by account last month",
            {"period": "last_month", "kind": ("savings_plan_recurring",), "group_by": ("account",)},
        ),
    ),
    "comparison": (
        Example("how did our costs change last month", {"period": "last_month", "compare_to": "previous"}),
        Example("why is the bill higher than in August", {"period": "since_august", "compare_to": "previous"}),
        Example("did we spend more than in Q2", {"period": "since_Q2", "compare_to": "previous"}),
        Example(
            "why is S3 more expensive than last month",
            {"period": "this_month", "compare_to": "last_month", "service": ("S3",)},
        ),
        Example("why did RDS go up", {"period": "last_month", "compare_to": "previous", "service": ("RDS",)}),
        Example("why did our bill go up in May", {"period": "may", "compare_to": "previous"}),
        Example("compare May and April", {"period": "april", "compare_to": "may"}),
        Example("what changed between May and June", {"period": "june", "compare_to": "may"}),
        Example("did we spend more in May or June", {"period": "june", "compare_to": "may"}),
        Example("was 2025 or 2026 more expensive", {"period": "2026", "compare_to": "2025"}),
        Example(
            "EC2 spend this month versus last month",
            {"period": "this_month", "compare_to": "last_month", "service": ("EC2",)},
        ),
        Example(
            "what drove the increase in S3 costs last month",
            {"period": "last_month", "compare_to": "previous", "service": ("S3",)},
        ),
        Example(
            "which services increased the most last month",
            {"period": "last_month", "compare_to": "previous", "group_by": ("service",), "direction": "up"},
        ),
        Example(
            "month over month change by account",
            {"period": "last_month", "compare_to": "previous", "group_by": ("account",)},
        ),
        Example(
            "how do our costs compare to the same month last year",
            {"period": "last_month", "compare_to": "year_before"},
        ),
        Example(
            "top 3 cost increases by service last week",
            {"period": "last_week", "compare_to": "previous", "group_by": ("service",), "direction": "up", "top_n": 3},
        ),
        Example(
            "did our RDS spend grow last quarter",
            {"period": "last_quarter", "compare_to": "previous", "service": ("RDS",)},
        ),
        Example("year over year spend", {"period": "year_to_date", "compare_to": "year_before"}),
    ),
    "commitment_fees_compared": (
        Example(
            "how did our savings plan fees change last month",
            {"period": "last_month", "compare_to": "previous", "kind": ("savings_plan_recurring",)},
        ),
        Example(
            "compare reservation fees in May and April",
            {"period": "april", "compare_to": "may", "kind": ("reservation_recurring",)},
        ),
        Example(
            "did our savings plan costs go up last month",
            {
                "period": "last_month",
                "compare_to": "previous",
                "kind": ("savings_plan_upfront", "savings_plan_recurring"),
            },
        ),
        Example(
            "why did our reserved instance fees increase in June",
            {"period": "june", "compare_to": "previous", "kind": ("reservation_recurring",)},
        ),
        Example(
            "month over month change of our savings plan fees",
            {"period": "last_month", "compare_to": "previous", "kind": ("savings_plan_recurring",)},
        ),
        Example(
            "savings plan spend this month versus last month",
            {
                "period": "this_month",
                "compare_to": "last_month",
                "kind": ("savings_plan_upfront", "savings_plan_recurring"),
            },
        ),
        Example(
            "what drove the increase in reservation costs last month",
            {
                "period": "last_month",
                "compare_to": "previous",
                "kind": ("reservation_upfront", "reservation_recurring"),
            },
        ),
        Example(
            "how did our upfront fees change last quarter",
            {
                "period": "last_quarter",
                "compare_to": "previous",
                "kind": ("savings_plan_upfront", "reservation_upfront"),
            },
        ),
        Example(
            "our recurring fees for reservations this year compared to last year",
            {"period": "this_year", "compare_to": "last_year", "kind": ("reservation_recurring",)},
        ),
        Example(
            "did what we pay for savings plans drop in May",
            {
                "period": "may",
                "compare_to": "previous",
                "kind": ("savings_plan_upfront", "savings_plan_recurring"),
                "direction": "down",
            },
        ),
    ),
    "changes": (
        Example("what is new on our bill", {"change": "new"}),
        Example("new services last month", {"period": "last_month", "change": "new", "group_by": ("service",)}),
        Example(
            "which services did we stop using in May", {"period": "may", "change": "stopped", "group_by": ("service",)}
        ),
        Example("new charges this month", {"period": "this_month", "change": "new"}),
        Example("what charges disappeared last month", {"period": "last_month", "change": "stopped"}),
        Example(
            "which new regions appeared last month in our bill",
            {"period": "last_month", "change": "new", "group_by": ("region",)},
        ),
        Example("any new costs for S3 this week", {"period": "this_week", "service": ("S3",), "change": "new"}),
        Example(
            "show new accounts in the bill since last month",
            {"period": "this_month", "change": "new", "group_by": ("account",)},
        ),
        Example(
            "which services stopped costing us money last month",
            {"period": "last_month", "change": "stopped", "group_by": ("service",)},
        ),
        Example(
            "list new charges in production last month",
            {"period": "last_month", "tag": ("environment=prod",), "change": "new"},
        ),
    ),
    "usage": (
        Example("how many GB of S3 storage do we use", {"service": ("S3",), "unit": "gb"}),
        Example(
            "how many EC2 hours did we use last month", {"period": "last_month", "service": ("EC2",), "unit": "hour"}
        ),
        Example("what is our price per GB of S3", {"service": ("S3",), "unit": "gb", "aspect": "price"}),
        Example("how many requests on S3 in May", {"period": "may", "service": ("S3",), "unit": "request"}),
        Example("how many GB did we store last month", {"period": "last_month", "unit": "stored"}),
        Example("how much EBS storage do we use", {"usage_family": ("Block storage",), "unit": "stored"}),
        Example("which unit prices changed last month", {"period": "last_month", "aspect": "price_change"}),
        Example(
            "unit price of NAT gateway per GB", {"usage_family": ("NAT gateway",), "unit": "gb", "aspect": "price"}
        ),
        Example(
            "how many Lambda requests did we make last month",
            {"period": "last_month", "service": ("Lambda",), "unit": "request"},
        ),
        Example(
            "how many hours of m5.large did we run in May",
            {"period": "may", "usage_type": ("m5.large",), "unit": "hour"},
        ),
        Example(
            "how many TB of data transfer did we use last month",
            {"period": "last_month", "usage_family": ("Data transfer",), "unit": "stored"},
        ),
    ),
    "weekdays": (
        Example("what do we spend on weekends", {}),
        Example("weekends versus weekdays", {}),
        Example("compare weekend and weekday spend", {}),
        Example("EC2 costs on weekends last month", {"period": "last_month", "service": ("EC2",)}),
        Example("do we spend less on weekends", {}),
        Example("our weekend costs in May", {"period": "may"}),
        Example("how much do we spend on weekdays", {}),
        Example("S3 spend at the weekend", {"service": ("S3",)}),
        Example("what did weekends cost us last quarter", {"period": "last_quarter"}),
        Example("weekend spend in production", {"tag": ("environment=prod",)}),
        Example("which day of the week do we spend the most", {"order": "highest"}),
        Example("what did we spend last weekend", {"period": "last_week", "days": ("weekend",)}),
        Example("cheapest day of the week last quarter", {"period": "last_quarter", "order": "lowest"}),
    ),
    "charge": (
        Example("what is this $12.50 charge", {"amount": "12.50"}),
        Example("why are we charged for NAT gateways", {"usage_family": ("NAT gateway",)}),
        Example("what is BoxUsage:t3.micro", {"usage_type": ("boxusage:t3.micro",)}),
        Example("what does TimedStorage-ByteHrs mean", {"usage_type": ("timedstorage-bytehrs",)}),
        Example("why am I being charged for elastic IPs", {"usage_family": ("Public IPv4 addresses",)}),
        Example("what is the $97.20 charge in May for", {"period": "may", "amount": "97.20"}),
        Example("why are we billed for EBS snapshots", {"usage_family": ("Snapshots",)}),
        Example("explain DataTransfer-Out-Bytes", {"usage_type": ("datatransfer-out-bytes",)}),
        Example("why do we pay for public IPv4 addresses", {"usage_family": ("Public IPv4 addresses",)}),
        Example("what was the $310.00 charge on our bill last month", {"period": "last_month", "amount": "310.00"}),
    ),
    "credits": (
        Example("which credits were applied last month", {"period": "last_month"}),
        Example("how many credits do we have left", {"aspect": "left"}),
        Example("when do our credits expire", {"aspect": "ends"}),
        Example("list our credits", {}),
        Example("credits applied in May", {"period": "may"}),
        Example("what credits are left", {"aspect": "left"}),
        Example("show the credits applied this year", {"period": "this_year"}),
        Example("are any credits still available", {"aspect": "left"}),
        Example("how much of our credits remains", {"aspect": "left"}),
        Example("list credits for account 123456789012", {"account": ("123456789012",)}),
    ),
    "invoices": (
        Example("list our invoices", {}),
        Example("show me the invoices for May", {"period": "may"}),
        Example("which invoices do we have", {}),
        Example("invoice totals for last quarter", {"period": "last_quarter"}),
        Example("our invoices this year", {"period": "this_year"}),
        Example("what invoices did we get last quarter", {"period": "last_quarter"}),
        Example("list all the invoices of 2026", {"period": "2026"}),
        Example("give me our AWS invoices", {}),
        Example("invoices since January", {"period": "since_january"}),
        Example("invoices for account 123456789012", {"account": ("123456789012",)}),
        Example("display our invoices for last month", {"period": "last_month"}),
    ),
    "run_rate": (
        Example("what is our run rate", {}),
        Example("what's our burn rate", {}),
        Example("current EC2 run rate", {"service": ("EC2",)}),
        Example("run rate this month", {}),
        Example("what is our daily run rate", {}),
        Example("monthly run rate for S3", {"service": ("S3",)}),
        Example("our AWS burn rate in production", {"tag": ("environment=prod",)}),
        Example("show the run rate without tax", {"exclude": ("tax",)}),
        Example("are we on track this month", {}),
        Example("how does this month look", {}),
    ),
    "forecast": (
        Example("What will I spend next month?", {"period": "next_month"}),
        Example("forecast EC2 costs for the next 3 months", {"period": "next_3_months", "service": ("EC2",)}),
        Example("how much will we spend by the end of the month", {"period": "this_month"}),
        Example("expected S3 spend next quarter", {"period": "next_quarter", "service": ("S3",)}),
        Example("forecast our costs by service", {"group_by": ("service",)}),
        Example("will our spend go over $30k next month", {"period": "next_month", "limit": "30000"}),
        Example("are we going to exceed 30k this month", {"period": "this_month", "limit": "30000"}),
        Example("Are we on track to stay under $60,000 this month?", {"period": "this_month", "limit": "60000"}),
        Example(
            "will EC2 cost less than $8,000 next quarter",
            {"period": "next_quarter", "service": ("EC2",), "limit": "8000"},
        ),
        Example("what drives next month's forecast", {"period": "next_month", "drivers": True}),
        Example("why is our forecast for December so high", {"period": "december", "drivers": True}),
        Example(
            "forecast next month by service and account", {"period": "next_month", "group_by": ("service", "account")}
        ),
        Example("predict our AWS bill for December", {"period": "december"}),
        Example("what will our bill be next week", {"period": "next_week"}),
        Example("daily forecast for the next 2 weeks", {"period": "next_2_weeks", "granularity": "daily"}),
        Example(
            "which services will grow the most next month",
            {"period": "next_month", "group_by": ("service",), "order": "growth"},
        ),
        Example("projected spend for the rest of the year", {"period": "rest_of_year"}),
    ),
    "tag_coverage": (
        Example("how much of our spend is untagged", {}),
        Example("untagged costs last month", {"period": "last_month"}),
        Example("tag coverage by team", {"keys": ("team",)}),
        Example("what share of our costs has no tags", {}),
        Example("untagged spend by team last month", {"period": "last_month", "keys": ("team",)}),
        Example("untagged spend in production", {"tag": ("environment=prod",)}),
        Example("what percentage of our cost is tagged", {}),
        Example("untagged EC2 costs in May", {"period": "may", "service": ("EC2",)}),
        Example("tag coverage of environment last month", {"period": "last_month", "keys": ("environment",)}),
        Example("how much do we spend on untagged resources", {}),
        Example("which untagged resources cost the most", {"by": "resource"}),
    ),
    "tag_keys": (
        Example("which tags do we use", {}),
        Example("list our tags", {}),
        Example("what tag keys do we have", {}),
        Example("list all tags", {}),
        Example("show our cost allocation tags", {}),
        Example("list the tag keys", {}),
        Example("which cost allocation tags do we have", {}),
        Example("our tag keys", {}),
        Example("list our tag names", {}),
        Example("which tag keys do we use in production", {"tag": ("environment=prod",)}),
    ),
    "commitments": (
        Example("what is our savings plan coverage", {"kind": "savings_plan", "aspect": "coverage"}),
        Example("RI utilization last month", {"period": "last_month", "kind": "reservation", "aspect": "utilisation"}),
        Example("which savings plans do we have", {"kind": "savings_plan"}),
        Example("when do our reservations expire", {"kind": "reservation", "aspect": "ends"}),
        Example(
            "which savings plans end in the next 90 days",
            {"kind": "savings_plan", "aspect": "ends", "ending": "next_90_days"},
        ),
        Example(
            "how much did our savings plans save us in May",
            {"period": "may", "kind": "savings_plan", "aspect": "saved"},
        ),
        Example("unused reserved instances", {"kind": "reservation", "aspect": "unused"}),
        Example("show our reservations", {"kind": "reservation"}),
        Example(
            "savings plan utilisation this month",
            {"period": "this_month", "kind": "savings_plan", "aspect": "utilisation"},
        ),
        Example("how much of our savings plans is unused", {"kind": "savings_plan", "aspect": "unused"}),
        Example("commitment coverage last quarter", {"period": "last_quarter", "aspect": "coverage"}),
        Example("RI coverage by account", {"kind": "reservation", "aspect": "coverage", "group_by": ("account",)}),
        Example(
            "how much of our compute is covered by savings plans",
            {"kind": "savings_plan", "aspect": "coverage", "service_category": ("Compute",)},
        ),
        Example("what is our effective savings rate", {"aspect": "savings_rate"}),
    ),
    "bill_status": (
        Example("which bill is loaded", {}),
        Example("how fresh is the data", {}),
        Example("what period does the bill cover", {}),
        Example("how many accounts do we have", {}),
        Example("when was the bill last updated", {}),
        Example("what does our bill cover", {}),
        Example("how many months of data do you have", {}),
        Example("how many rows does the bill have", {}),
        Example("what data do you have", {}),
        Example("what format is the bill in", {}),
    ),
}
