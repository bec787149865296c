"""The fast path's words: general English about money and time, and the names AWS and FOCUS use.

Nothing here knows a particular bill; `vocabulary.py` adds what one bill contains. Phrases are lower case and
separated by commas.
"""

from collections.abc import Iterator
from typing import Final

from agents.cost.periods import MONTHS
from agents.cost.regions import REGIONS
from agents.cost.services import SERVICES, Service
from supervisor import lexicon as k
from supervisor.lexicon import Entry, Lexicon, build, phrases

_SKIP = """
    please, hi, hello, hey, thanks, thank you, ok, okay, so, then, now, just, only, exactly, currently,
    actually, really, still, what is, what are, what was, what were, what's, whats, what're, what has, what
    have, what did, what do, how much, how much is, how many dollars, how did, how has, how have, how is, how
    are, how do, how was, how were, already, is, are, was, were, been, being, be, am, has, have, had, did, do,
    it, its, it's, there, that, show, show me, list, give, give me, tell, tell me, display, get, get me, fetch,
    see, view, report, report on, report of, report for, check, find, pull, pull up, print, return, let me see,
    let me know, summarize, summarise, summary, summary of, overview, overview of, a summary of, an overview of,
    a breakdown of, a report of, a report on, a list of, a table of, a chart of, a graph of, analyze, analyse,
    analysis, analysis of, an analysis of, break down, breakdown, breakdown of, break out, broken down,
    break-down, chart, plot, graph, table, can you, could you, would you, can i, could i, can we, i want, i want
    to, i need, i need to, i'd like, i'd like to, i would like to, i want to see, want to see, like to see, want
    to know, i want to know, help me, help me understand, help, to see, to know, know, understand,
    understanding, the, of, for, total, overall, altogether, all, whole, entire, full, complete, calendar, grand
    total, sum of, sum, amount, amounts, amount of, money, dollars, usd, aws, amazon, amazon web services,
    cloud, the cloud, figures, numbers, data, detail, details, level, values, accrued, incurred, went, go, goes,
    going, gone, towards, toward, so far, to us, up to now, thus far, until now, month of, the month of, year
    of, quarter of, come from, coming from, comes from, came from, out, at, cost explorer, been spent, their,
    they, contribute, contributing, contributes, contributed, contribute to, contributes to, most of, actual,
    generated, generating, generate, produce, attributed, attributed to, attributable to, associated with, add
    up, adds up, add up to, come to, comes to, came to, receive, received, got, sorted, sort, ranked, order,
    ordered, ranking, ranking of, rank, descending, in total, look at, look like, looks like, looked like,
    related, related to, resulting from, due to, caused by, incurred by, spent by, accounted for, made up of,
    make up, makes up, fees, fee, from using, usage of, total of, worth of, worth, bring up, walk me through,
    quick
"""

_OWN = "i, we, me, us, my, our, ours, mine, my own, our own, my company's, our company's, our organization's, my team's"

_COST = """
    cost, costs, costing, spend, spends, spending, spent, spendings, expense, expenses, expenditure,
    expenditures, charge, charges, charged, paying, paid, billed, billing, bill's, invoice, invoices, invoiced,
    outlay, being charged, cost and usage, usage cost, usage costs, usage charges, cost data, spend data, bill
    amount, burn, burning, burned, shelling out, spender, spenders, cost consumer, cost consumers
"""

_DIMENSION = {
    "service": "service, aws service, product, cloud service, service name",
    "account": "account, aws account, linked account, member account, sub-account, sub account, accountid, account id",
    "billing_account": "billing account, payer account, payer",
    "region": "region, aws region, location, geography, geo",
    "zone": "availability zone, az, zone",
    "resource": "resource, resource id, arn",
    "resource_type": "resource type",
    "usage_type": "usage type, usagetype, usage-type",
    "usage_family": "usage family, usage type group, cost family",
    "operation": "operation, api operation",
    "charge_category": "charge category, chargecategory",
    "kind": "kind, charge type, line item type, record type, kind of charge, type of charge, charge kind, cost type",
    "pricing": "pricing category, purchase option, purchase type, pricing model, purchasing option",
    "provider": "provider, cloud provider",
    "publisher": "publisher, vendor, seller",
    "invoice": "invoice id, invoice number",
    "service_category": "service category, cost category of service, category",
    "team": "team, squad",
    "tag:department": "department, dept",
    "tag:environment": "environment, env",
    "tag:project": "project",
    "tag:application": "application, app",
    "tag:owner": "owner",
    "tag:cost_center": "cost center, cost centre, cost-center, cost-centre, costcenter",
    "tag:business_unit": "business unit, bu, business-unit",
    "tag:workload": "workload",
    "tag:customer": "customer, tenant",
    "tag:stage": "stage",
}
_NO_PLURAL = frozenset({"az", "env", "geo", "bu", "dept", "accountid", "usagetype", "arn", "payer", "geography"})

_TOP = {
    "highest": "top, biggest, largest, highest, the most, most, greatest, main, major, primary, heaviest, leading, "
    "fastest, the fastest",
    "lowest": "bottom, lowest, smallest, least, the least",
}
_COSTLY = {
    "highest": "most expensive, the most expensive, costliest, priciest, most costly, the most costly, most money, "
    "the most money",
    "lowest": "least expensive, the least expensive, least costly, the least costly, least money, the least money",
}

_UNIT = {
    "day": "day, days",
    "week": "week, weeks",
    "month": "month, months",
    "quarter": "quarter, quarters",
    "year": "year, years",
    "hour": "hour, hours",
    "fiscal_year": "fiscal year, fiscal years, financial year, fy",
    "fiscal_quarter": "fiscal quarter, fiscal quarters",
}

_GRAIN = {
    "hourly": "hourly, hour by hour, by the hour",
    "daily": "daily, day by day, day-by-day, day to day, per-day, by the day, on a daily basis, each day, every day, "
    "per calendar day, a daily",
    "weekly": "weekly, week by week, on a weekly basis, each week, every week",
    "monthly": "monthly, month by month, month-by-month, on a monthly basis, each month, every month, a monthly",
    "quarterly": "quarterly, quarter by quarter, each quarter, every quarter",
    "yearly": "yearly, annual, annually, year by year, each year, every year",
}

_NAMED_PERIOD = {
    "today": "today, today's",
    "yesterday": "yesterday, yesterday's",
    "week_to_date": "week to date, week-to-date, wtd, since the start of the week, since the beginning of the week",
    "month_to_date": "month to date, month-to-date, mtd, since the start of the month, "
    "since the beginning of the month, so far this month, this month so far, this month to date, current, "
    "this billing period, "
    "current billing period, the current billing period",
    "quarter_to_date": "quarter to date, quarter-to-date, qtd, so far this quarter, this quarter so far",
    "year_to_date": "year to date, year-to-date, ytd, since the start of the year, since the beginning of the year, "
    "so far this year, this year so far, since the start of this year, this year to date, "
    "since the beginning of this year",
    "fiscal_year_to_date": "fiscal year to date, fiscal ytd, fytd",
    "all": "all time, all-time, whole bill, the whole bill, entire bill, the entire bill, ever, in total ever, "
    "to date, since the beginning, overall period",
    "this_week": "this week, current week, this week's, this calendar week",
    "this_month": "this month, current month, this month's, this calendar month, this billing month",
    "this_quarter": "this quarter, current quarter, this quarter's",
    "this_year": "this year, current year, this year's, this calendar year",
    "this_fiscal_year": "this fiscal year, current fiscal year, this financial year",
    "this_fiscal_quarter": "this fiscal quarter, current fiscal quarter",
    "last_week": "last week's, previous week's",
    "last_month": "last month's, previous month's, last billing period, previous billing period, last billing month",
    "last_quarter": "last quarter's, previous quarter's",
    "last_year": "last year's, previous year's",
}

_PAST = {
    "calendar": "last, previous, prior, preceding, the last, the previous, the prior",
    "trailing": "past, trailing, over the last, over the past, during the last, during the past, within the last, "
    "within the past, in the past, the past, over last, over past, most recent, the most recent, over the previous, "
    "rolling, over the trailing",
}

_METRIC = {
    "billed": "unblended, billedcost, unblendedcost",
    "effective": "amortized, amortised, effective, amortizedcost, effectivecost",
    "list": "list price, list prices, on-demand equivalent, on demand equivalent, public on-demand, at list price, "
    "at list prices, listcost, undiscounted",
    "contracted": "contracted, contractedcost",
}

_KIND = {
    ("kind", "tax"): "tax, taxes, vat, sales tax, gst",
    ("kind", "support"): "aws support, support, support plan, premium support",
    ("kind", "marketplace"): "marketplace, aws marketplace, marketplace subscriptions, marketplace purchases, "
    "aws marketplace subscriptions, third-party marketplace",
    ("kind", "refund"): "refund, refunds, refunded",
    ("kind", "credit"): "credit, credits, aws credits, promotional credits, credits applied, credit applied, "
    "covered by credits, paid by credits, paid for by credits, credit usage",
    ("kind", "discount"): "discounts, edp discount, edp discounts, private pricing discount, discount",
}

_FAMILY = {
    "Data transfer": "data transfer, data-transfer, datatransfer, bandwidth, egress, data egress, network transfer, "
    "data transfers, data transfer out, network egress",
    "Public IPv4 addresses": "public ipv4, public ipv4 addresses, public ipv4s, public ip addresses, public ips, "
    "elastic ip, elastic ips, elastic ip addresses, ipv4 addresses, public ipv4 address, public ip",
    "NAT gateway": "nat gateway, nat gateways, nat, nat gw, nats, natgateway",
    "Snapshots": "snapshot, snapshots, ebs snapshot, ebs snapshots, snapshot storage, ebs snapshot storage",
    "VPC endpoints": "vpc endpoint, vpc endpoints, interface endpoints, privatelink",
    "Transit gateway and VPN": "transit gateway, transit gateways, tgw",
    "Block storage": "ebs, ebs volume, ebs volumes, block storage, elastic block store, amazon ebs",
    "Load balancers": "load balancer, load balancers, load balancing, elastic load balancers",
}

_SERVICE_AND_FAMILY = {
    ("service", "EC2", "usage_family", "Compute instances"): "ec2 instance, ec2 instances, ec2 compute",
    ("service", "S3"): "s3 bucket, s3 buckets, s3 storage, amazon s3 storage",
    ("service", "RDS"): "rds instances, rds databases, rds database, rds instance",
    ("service", "Lambda"): "lambda functions, lambda function, lambdas",
    ("service", "DynamoDB"): "dynamodb tables",
    ("service_category", "Compute"): "compute",
    ("service_category", "Storage"): "storage",
    ("service_category", "Databases"): "databases, database",
    ("service_category", "Networking"): "networking",
}

_ENVIRONMENT = {
    ("tag", "environment=prod"): "prod, production, prod environment, production environment",
    ("tag", "environment=staging"): "staging, staging environment",
    ("tag", "environment=dev"): "dev, development, dev environment, development environment",
    ("tag", "environment=test"): "test environment, testing environment, qa environment",
}

_GROUPED = {
    ("usage_type", "usage_family", "Compute instances"): "instance type, instance types, ec2 instance types, "
    "instance size, instance sizes, ec2 instance type",
}

_EXCLUDE = "excluding, exclude, excludes, without, except, except for, not including, minus, before, pre, net of any"
_GIVEN_BACK = "gross, gross of credits, gross of credits and refunds, before discounts and credits"
_NET = "net, net of credits, after credits, after credits and refunds, including credits, with credits, including tax, \
including taxes, including everything, with tax, including support, net of credits and refunds, including refunds"

_CHANGE = {
    "any": "change, changed, changes, changing, moved, move, differ, differed, vary, varied, "
    "difference, delta, shift, shifted, movement, movements, mover, movers",
    "up": "increase, increased, increases, increasing, grew, grow, growing, grown, growth, rise, rose, risen, rising, "
    "went up, go up, gone up, going up, jump, jumped, spike, spiked, climbed, climb, higher, surge, surged, up, "
    "increase in, get more expensive, got more expensive, more expensive, more, got higher",
    "down": "decrease, decreased, decreases, decreasing, drop, dropped, fell, fall, fallen, decline, declined, "
    "went down, go down, gone down, shrank, shrunk, lower, down, less, dropping, falling",
}

_DRIVER = {
    "largest": "driver, drivers, cost driver, cost drivers, spend driver, spend drivers, spending drivers, "
    "cost contributor, cost contributors, spend contributors, contributor, contributors",
    "driving": "driving, drove, drive, drives, caused, causing, cause, causes, behind, responsible for, reason for, "
    "reasons for, led to, contributed to, contributing to",
    "high": "so high, that high, so expensive, so much, this high, so large, so big",
}


_COMMITMENT = {
    "savings_plan": "savings plan, savings plans, saving plans, sp, sps, compute savings plans, ec2 savings plans, "
    "database savings plans",
    "reservation": "reserved instance, reserved instances, ri, ris, reservation, reservations, reserved nodes",
    "any": "commitment, commitments, commitment discount, commitment discounts, ri/sp, sp/ri, "
    "commitment-based discounts",
}
_ASPECT = {
    "coverage": "coverage, covered by",
    "utilisation": "utilization, utilisation, utilized, utilised, how well are we using, how well do we use, "
    "how well am i using, used well, underutilized, under-utilized, underutilised",
    "unused": "unused, wasting, wasted, waste, wasting on unused, not used, idle",
    "ends": "end, ends, ending, expire, expires, expiring, when do, when does, when will, run out, expiration, expiry",
    "saved": "saving from, savings from, saved from, save from, save with, saved by, savings by, saved with",
}

_STATUS = {
    "loaded": "what is loaded, what's loaded, which bill is loaded, what bill is loaded, what data is loaded, "
    "what data do you have, which data do you have, what data is available, what bill is this, which bill is this, "
    "what does the bill cover, what period does the bill cover, which period does the bill cover, "
    "what dates does the bill cover, what months are in the bill, which months are in the bill, bill status, "
    "what time range does the bill cover, what time period does the bill cover, "
    "how fresh is the data, how fresh is the bill, how current is the data, how current is the bill, "
    "how recent is the data, how up to date is the data, how up to date is the bill, when was the bill updated, "
    "when was the data last updated, when was the bill last updated, data as of, "
    "what is the current billing period, what's the current billing period",
}


def _words(kind: int, text: str, value: k.Value = None) -> Iterator[Entry]:
    return iter([(phrase.strip(), kind, value) for phrase in text.split(",")])


def _dimensions() -> Iterator[Entry]:
    for value, text in _DIMENSION.items():
        for phrase in text.split(","):
            noun = phrase.strip()
            yield noun, k.DIM, value
            if noun not in _NO_PLURAL:
                yield _plural(noun), k.DIMS, value


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def _services() -> Iterator[Entry]:
    for service in SERVICES:
        value = ("service", service.name)
        for name in _spellings(service):
            yield name, k.FILTER, value


def _spellings(service: Service) -> Iterator[str]:
    names = [title.lower() for title in service.titles]
    names += [nickname.lower() for nickname in service.nicknames]
    short = service.name.lower()
    names += [f"aws {short}", f"amazon {short}"]
    if not service.ambiguous:
        names.append(short)
    for name in names:
        yield "".join(character for character in name if character not in "()")


def _regions() -> Iterator[Entry]:
    for code, names in REGIONS.items():
        for name in (code, *names):
            yield name, k.FILTER, ("region", code)


def _calendar() -> Iterator[Entry]:
    for name in MONTHS:
        yield name, k.MONTH, name
        yield f"{name}'s", k.MONTH, name
        yield name[:3], k.MONTH, name
    yield "sept", k.MONTH, "september"
    for year in range(2006, 2041):
        yield str(year), k.YEAR, str(year)
        for fiscal in (
            f"fy{year}",
            f"fy{year % 100:02d}",
            f"fy'{year % 100:02d}",
            f"fy {year}",
            f"fy {year % 100:02d}",
        ):
            yield fiscal, k.FISCAL, f"FY{year}"
        yield f"fiscal year {year}", k.FISCAL, f"FY{year}"
        yield f"fiscal {year}", k.FISCAL, f"FY{year}"
        for month in range(1, 13):
            yield f"{year}-{month:02d}", k.PERIOD, f"{year}-{month:02d}"
        for quarter in range(1, 5):
            yield f"{year}-q{quarter}", k.PERIOD, f"{year}-Q{quarter}"
            yield f"q{quarter}-{year}", k.PERIOD, f"{year}-Q{quarter}"
    for quarter, ordinal in enumerate(("first", "second", "third", "fourth"), 1):
        value = f"Q{quarter}"
        names = (f"{ordinal} quarter of", f"{ordinal} quarter", f"the {ordinal} quarter", f"the {ordinal} quarter of")
        for name in (value.lower(), f"{value.lower()} of", *names):
            yield name, k.QUARTER, value
    for number, ordinal in ((1, "first"), (2, "second")):
        for name in (f"h{number}", f"{ordinal} half", f"the {ordinal} half of", f"{ordinal} half of", f"h{number} of"):
            yield name, k.HALF, number
    for day in range(1, 32):
        suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        yield f"{day}{suffix}", k.DAY, day
        yield f"{day}{suffix} of", k.DAY, day


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _entries() -> Iterator[Entry]:
    """In order of precedence: the first meaning of a phrase wins."""
    yield from _plain_words()
    yield from _time_words()
    yield from _named_things()
    yield from _analysis_words()


def _plain_words() -> Iterator[Entry]:
    yield from _words(
        k.FOLLOW, "what about, how about, and what about, and how about, same for, the same for, and for, same, instead"
    )
    yield from _words(k.SKIP, _SKIP)
    yield from _words(k.OWN, _OWN)
    yield from _words(k.BILL, "bill")
    yield from _words(k.COST, _COST)
    yield from _words(k.COST, "we pay, i pay, we owe aws", "own")
    yield from _words(k.WHICH, "which, what, which of")
    yield from _words(k.WHERE, "where, where is, where are, where did, where does, where do")
    yield from _words(k.BY, "by, per, across")
    yield from _words(
        k.BY, "for each, in each, each, every, for every, from each, by each, each of, for each of", "each"
    )
    yield from _words(
        k.BY,
        "grouped by, group by, split by, broken down by, broken out by, breakdown by, break down by, segmented by, "
        "grouped on, aggregated by, split across",
        "explicit",
    )
    yield from _words(k.IN, "over", "over")
    yield from _words(k.IN, "in, on, during, within, from, into")
    yield from _words(k.AND, "and, &, +, plus, and also, as well as, or")
    yield from _words(k.ARTICLE, "a, an")
    yield from _words(k.USING, "using, use, used, running, run, utilizing, consume, consuming")
    yield from _words(k.DOES, "does, how much does, what does, how does")


def _time_words() -> Iterator[Entry]:
    yield from ((word, k.NUM, number) for number, word in enumerate(_NUMBERS, 2))
    yield from _words(k.NUM, "couple, couple of, a couple of", 2)
    yield from _words(k.NUM, "few, a few", 3)
    yield from phrases(k.PERIOD, _NAMED_PERIOD)
    yield from phrases(k.UNIT, _UNIT)
    yield from phrases(k.PAST, _PAST)
    yield from _words(
        k.SINCE,
        "since, starting, starting from, starting in, from the start of, from the beginning of, beginning, "
        "since the start of, since the beginning of",
    )
    yield from _words(k.BETWEEN, "between")
    yield from _words(k.TO, "to, with, through, until, till, thru, up to, –, —, -")
    yield from _words(
        k.WEEK_OF, "week of, the week of, week starting, week beginning, week commencing, week containing"
    )
    yield from phrases(k.GRAIN, _GRAIN)
    yield from _calendar()
    yield from _stepwise()
    yield from _earlier()


def _named_things() -> Iterator[Entry]:
    yield from _dimensions()
    yield from phrases(k.DIMS, _GROUPED)
    yield from _words(k.DIMS, "which cloud, which clouds, which cloud provider, clouds", "provider")
    yield from phrases(k.METRIC, _METRIC)
    yield from _words(k.METRIC, _GIVEN_BACK, "gross")
    yield from _words(k.METRIC, _NET, "net")
    yield from phrases(k.FILTER, _KIND)
    yield from (e for name, text in _FAMILY.items() for e in phrases(k.FILTER, {("usage_family", name): text}))
    yield from phrases(k.FILTER, _SERVICE_AND_FAMILY)
    yield from phrases(k.FILTER, _ENVIRONMENT)
    yield from _services()
    yield from _regions()
    yield from _words(k.TAG, "tag, tags, tag key, tag keys, tagged, tagged with, tagged as, label, user tag")


def _analysis_words() -> Iterator[Entry]:
    yield from phrases(k.COSTLY, _COSTLY)
    yield from phrases(k.TOP, _TOP)
    yield from _words(
        k.TREND,
        "trend, trends, trending, over time, timeline, history, time series, trendline, historical, historically, "
        "evolution of, evolution, trajectory, moving, evolve, evolved, evolving",
    )
    yield from _words(k.AVERAGE, "average, avg, mean, on average, the average, an average")
    yield from _words(k.EXCLUDE, _EXCLUDE)
    yield from _words(
        k.OVER, "above, more than, greater than, exceeding, exceeds, exceed, higher than, >, in excess of"
    )
    yield from _words(k.UNDER, "below, under, less than, lower than, cheaper than, <")
    yield from _words(
        k.COMPARE,
        "compare, compared, compared to, compared with, comparing, versus, vs, vs., comparison, comparison of, than, "
        "relative to, against, comparison between, a comparison of",
    )
    yield from phrases(k.CHANGE, _CHANGE)
    yield from phrases(k.DRIVER, _DRIVER)
    yield from _words(
        k.WHY, "why, how come, why is, why are, why did, why do, why has, why have, why was, explain, explain why"
    )
    yield from _words(
        k.NEW,
        "new, newly, brand new, started, first-time, appeared, newly appeared, first appeared, start using, "
        "started using, start paying for, started paying for",
    )
    yield from _words(
        k.STOPPED,
        "stop using, stopped using, stop paying for, stopped paying for, stopped, disappeared, ended, vanished, "
        "gone away, went away, dropped off",
    )
    yield from phrases(k.STATUS, _STATUS)
    yield from phrases(k.COMMITMENT, _COMMITMENT)
    yield from phrases(k.ASPECT, _ASPECT)
    yield from _words(k.RUN_RATE, "run rate, run-rate, runrate, burn rate, burn-rate")


def _stepwise() -> Iterator[Entry]:
    for unit, short in (("day", "dod"), ("week", "wow"), ("month", "mom"), ("quarter", "qoq"), ("year", "yoy")):
        for phrase in (f"{unit} over {unit}", f"{unit}-over-{unit}", f"{unit} on {unit}", f"{unit}-on-{unit}", short):
            yield phrase, k.STEPWISE, unit


def _earlier() -> Iterator[Entry]:
    for unit in ("day", "week", "month", "quarter", "year"):
        for phrase in (f"the {unit} before", f"the {unit} before that", f"the {unit} earlier"):
            yield phrase, k.EARLIER, unit
        for phrase in (f"the previous {unit}", f"the prior {unit}", f"the preceding {unit}"):
            yield phrase, k.PREVIOUS, unit
        for phrase in (f"a {unit} earlier", f"one {unit} earlier", f"a {unit} before", f"the same period last {unit}"):
            yield phrase, k.EARLIER, unit
    for phrase in ("the period before", "the previous period", "previous period", "the prior period", "prior period"):
        yield phrase, k.EARLIER, "period"


COMMON: Final[Lexicon] = build(_entries())
"""What the fast path knows without a bill."""
