"""The texts behind the fast path's words: phrases in lower case, separated by commas, by what they mean.

General English about money and time, and the names AWS and FOCUS use. Nothing here knows a particular bill.
"""

SKIP = """
    please, hi, hello, hey, thanks, thank you, thanks in advance, thank you in advance, many thanks, ok, okay, so,
    then, now, just, only, exactly, currently, actually, really, still, what are, whats, what're,
    what has, what have, what do, how much, how much is, how many dollars, how has, how have, already, is, are,
    been, being, be, am, has, have, do, it, its, it's, there, that, show, show me, give, give me, tell, tell
    me, display, get, get me, fetch, see, view, report, report on, report of, report for, check, find, pull, pull
    up, print, return, let me see, let me know, summarize, summarise, summary, summary of, overview, overview of, a
    summary of, an overview of, a report of, a report on, a table of, a chart of, a graph of, like,
    different, various, respective, individual, analyze, analyse, analysis, analysis of, an analysis of, chart,
    plot, graph, table, can you, could you, would you, i want, i want to, i need, i need to, i'd like, i'd like to,
    i would like to, i want to see, want to see, like to see, want to know, i want to know, help me, help me
    understand, help, to see, to know, know, understand, understanding, the, of, for, overall, altogether, all,
    whole, entire, full, complete, calendar, sum of, sum, amount, amounts, amount of, money, aws, amazon, amazon web
    services, cloud, the cloud, figures, numbers, detail, details, level, values, accrued, incurred, went, go, goes,
    going, gone, towards, toward, to us, month of, the month of, year of,
    quarter of, come from, coming from, comes from, came from, out, at, cost explorer, been spent, their, they,
    contribute, contributing, contributes, contributed, contribute to, contributes to, most of, actual, generated,
    generating, generate, produce, attributed, attributed to, attributable to, associated with, receive, received,
    got, sorted, sort, ranked, order, ordered, ranking, ranking of, descending, look at, look like,
    looks like, looked like, related, related to, resulting from, due to, caused by, incurred by, provide,
    provide me, group, categorize, categorise, any, looking, looking like, look, based on current usage, based on
    current spend, based on current spending, based on current trends, at this rate, at this pace, at the current
    rate, at the current pace, good morning, good afternoon, quick question, accounted for, from using, usage of,
    total of, worth of, worth, bring up, walk me through, quick, how fast, how quickly, how rapidly, anything,
    something, anything else, anywhere, anyplace, ones, did, was, were, had, there is, there are, are there, is there,
    aws environment,
    cloud environment, aws infrastructure, cloud infrastructure, aws estate, cloud estate, aws footprint, aws
    organization, aws organisation, aws setup, can i see, can i get, can i have, can i view, can i look at, can we
    see, can we get, can we have, can we view, can we look at, could i see, could i get, could i have, could i view,
    could i look at, could we see, could we get, could we have, could we view, could we look at, may i see, may i
    get, may i have, may i view, may i look at, may we see, may we get, may we have, may we view, may we look at,
    fully, in full, plz, pls, can u, could u, u, how big is, how high is, how large is, break that down, break it
    down, break this down, split that, split it, identify, end up, tell me about, tell me more about, information
    about, information on, info on, info about, details about, details on, know about, everything, make me, show
    them, show it, list them, soon, anytime soon, do you have, you have, have you got, you know, do you see, gimme,
    lemme see, rn, right now, at the moment, stuff, thing, etc, exist, exists, went to, goes to, went into, goes into,
    went toward, goes toward, went towards, goes towards, as a pie, as a pie chart, as a bar chart, as a line chart,
    as a chart, as a graph, as a table, as a list, as a csv, in a table, in a chart, in a graph, in table form,
    highest first, largest first,
    biggest first, most expensive first, in descending order, descending order,
    share with
    me, share with us, kindly, cumulative, cumulatively
"""


COMING_TO = "come to, comes to, came to, come out to, comes out to, came out to, add up to, adds up to, added up to, \
amount to, amounts to, amounted to, total up to, totals up to, end at, ends at, ended at, end up at, ends up at, \
ended up at, wind up at, winds up at, wound up at, land at, lands at, landed at, close at, closes at, closed at, \
finish at, finishes at, finished at, come in at, comes in at, came in at"

BREAKING = "break, split, divide, slice"

COUNTING = "how many, number of, the number of, count of, the count of, count"

OWN = """
    how do my, how do our, i, we, me, us, my, our, ours, mine, my own, our own, my company's, our company's,
    our organization's, my team's, our company, my company, our organization, our organisation, our org, our firm
"""

PAST_TENSE = (
    "what did, how much did, how did, what was, what were, how much was, how was, how were, what had, how big was, \
how high was, how large was"
)

PARTS = "break down, breakdown, breakdown of, a breakdown of, the breakdown of, break out, broken down, break-down, \
itemize, itemise, itemized, itemised"
"""Words that ask for the parts of what follows."""

PAID_FOR = "what am i being charged for, what are we being charged for, what am i charged for, \
what are we charged for, what am i paying for, what are we paying for, what do we pay for, \
what do i pay for, what i am paying for, what we are paying for"

MADE_OF = "what makes up, what make up, what made up, what's in, what is in, what's on, what is on, \
what was in, what was on"
"""Questions for the parts of a whole."""

PAYING = "pay, paying, paid"
"""Paying is spending, but to pay a bill is something that is done."""

GONE = "my aws money go, our aws money go, my aws money going, our aws money going, my cloud money going, \
our cloud money going, all the money going, all the money go, all our money going, all our money go, \
all that money going, all that money go, the money go, the money going, our money go, our money going, \
my money go, my money going, \
how much money went on, how much money went to, how much money went into, how much money goes to, \
how much money goes into, how much money goes on, how much went on, \
how much went to, how much went into, how much goes on, how much goes to, how much goes into"
"""Money that goes somewhere is spent."""

OTHER_SENSES = (
    "make up, makes up, making up, instance type in aws, instance types in aws, instance type on aws, instance in aws, \
in charge, cost of changing, cost of moving, cost of shifting, cost of increasing, cost of growing, \
cost of dropping, cost of stopping, cost of starting, at amazon, bill me, customer acquisition, customer retention, \
customer support, customer service, customer success, project management, all upfront, no upfront, partial upfront"
)
"""Known words that together mean something else."""

INVOICE = "invoice, invoiced, being invoiced, aws invoice, invoice total, invoice amount, invoice's"
"""What is on an invoice is dated by its billing period, not by the days of charges."""

INVOICES = "invoices, every invoice, all invoices, all the invoices, all our invoices, aws invoices, invoice numbers, \
invoice ids, invoice list"
OF_CREDITS = {
    "applied": "applied, apply, been applied",
    "left": "left, left over, leftover, remaining, remain, remains, balance, unspent, still available, available",
}
"""What is asked of credits."""
WHAT_IS = {
    "this": "what is this, what's this, whats this, what is that, what's that, whats that, explain this",
    "any": "what is, what's",
}
MEANING = "means, stand for, stands for"
STORED: dict[str | tuple[str, str], str] = {
    "moved": "how much data, how much traffic",
    "verb": "store, stored, storing, keep, kept, of storage, of data stored",
    "much": "how much storage, how much data do we store, how much data did we store, how much data are we storing",
    ("service", "S3"): "how much s3 storage, how much amazon s3 storage",
    ("usage_family", "Block storage"): "how much ebs storage, how much block storage, how much disk storage",
    ("usage_family", "Snapshots"): "how much snapshot storage",
    ("service", "EFS"): "how much efs storage",
    ("service", "RDS"): "how much rds storage, how much database storage",
}
LIST = "rank, rank the, rank our, rank my, list, list all, list out, list all the, list every, a list of, \
the list of, enumerate"

BURNING = "burn, burns, burning, burned, burnt, burn through, burning through"
"""Words of a rate: beside an interval they ask what one of them costs, not for each of them."""

USAGE_UNIT: dict[str | tuple[str, ...], str] = {
    ("hour", "usage_family", "Compute instances"): "instance hours, instance-hours, compute hours, vm hours",
    "gb": "gb, gigabyte, gigabytes, gbs, gib, gb of, gigabytes of, gb-months, gb months",
    "tb": "tb, terabyte, terabytes, tbs, terabytes of",
    "request": "requests, request, api requests, invocations, invocation, api calls",
}
UNIT_PRICE = (
    "unit price, unit prices, unit cost, unit costs, price per, the price per, hourly price, the hourly price, \
hourly rate, hourly rate of, rate per, effective rate, prices per unit"
)

EC2_OTHER = "ec2-other, ec2 other, ec2 - other, other ec2, ec2: other"
"""Cost Explorer's name for what EC2 bills beside instances: volumes, snapshots, addresses, gateways, data transfer."""

COST = """
    infrastructure cost, infrastructure costs, infrastructure spend, infrastructure spending, hosting cost,
    hosting costs, infra cost, infra costs, infra spend,
    cost, costs, costing, spend, spends, spending, spent, spendings, expense, expenses, expenditure,
    expenditures, charge, charges, charged, billed, billing, bill's,
    outlay, being charged, cost and usage, usage cost, usage costs, usage charges, cost data, spend data, bill
    amount, actuals, actual cost, actual costs, actual spend, cloud number, cloud numbers, cloud figure, aws number,
    run us, run me, ran us, running us, runs us, eat up, eats up, ate up, eating up, gobble up, gobbled up, gobbling up,
    how expensive, how costly, how pricey, chew through, chewed through, chewing through,
    how much for, how much on, cost items,
    cost item, line items, bill items, bill item, cost allocation,
    cost distribution, cost summary, spend summary, cost report,
    spend report, executive summary, cost overview, usage and cost, spender, spenders, cost consumer, cost consumers
"""

CURRENCY = {
    "USD": "dollars, dollar, usd, us dollars, bucks",
    "EUR": "euros, euro, eur",
    "GBP": "pounds, gbp, pounds sterling, british pounds",
    "JPY": "yen, jpy",
    "CHF": "swiss francs, chf",
    "INR": "rupees, inr",
    "CAD": "canadian dollars, cad",
    "AUD": "australian dollars, aud",
}

DIMENSION = {
    "service": "service, aws service, product, cloud service, service name",
    "account": "account, aws account, linked account, member account, sub-account, sub account, accountid, account id, "
    "subscription id",
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
    "tag:workload": "workload, kubernetes workload, k8s workload",
    "tag:namespace": "namespace, kubernetes namespace, k8s namespace, eks namespace",
    "tag:cluster": "cluster, kubernetes cluster, k8s cluster, eks cluster, ecs cluster",
    "cost_category": "cost category, aws cost category",
    "resource_group": "resource group, resourcegroup, azure resource group",
    "compartment": "compartment, compartment name, oci compartment",
    "account_name": "subaccount name, sub-account name, sub account name, account name, linked account name",
    "tag:stage": "stage",
}
NO_PLURAL = frozenset({"az", "env", "geo", "bu", "dept", "accountid", "usagetype", "arn", "payer", "geography"})

TOP = {
    "top": "top",
    "highest": "biggest, largest, highest, the most, most, greatest, main, major, primary, heaviest, leading, "
    "fastest, the fastest",
    "lowest": "bottom, lowest, smallest, least, the least",
    "cheapest": "cheapest, the cheapest",
}
COSTLY = {
    "highest": "peak, the peak, most used, the most used, "
    "most expensive, the most expensive, costliest, the costliest, priciest, the priciest, dearest, "
    "most costly, the most costly, most money, most cash, the most cash, "
    "the most money",
    "lowest": "least used, the least used, "
    "least expensive, the least expensive, least costly, the least costly, least money, the least money",
}


SHARE = "as a percentage, as a percentage of, as a percent of, as a share of, as a proportion of, as a fraction of, \
as percentage of, in percent of, \
portion, portion of, what portion of, share, what share, share of, what share of, percentage, percentage of, \
what percentage, what percentage of, percent of, what percent, what percent of, proportion of, proportion, \
ratio, ratio of, the ratio of, the part of, what part of, which part of, what proportion of, what proportion, \
fraction of, what fraction of, % of, \
a share of, the share of, how much of"
UNTAGGED = "untagged, not tagged, without tags, without a tag, without any tags, without any tag, missing tags, \
tagged vs untagged, tagged versus untagged, \
tagged and untagged, untagged vs tagged, untagged versus tagged, untagged and tagged, \
no tags, with no tags, having no tags, unattributed, unallocated, unattributable, unattributable due to missing tags, \
unattributed because tags are blank, unattributed because tags are missing, \
due to missing tags, because of missing tags, \
can't be allocated, cannot be allocated, can not be allocated, can't be attributed, cannot be attributed, \
not allocated, because tags are missing, because tags are blank, lacks tags, lack tags, lacking tags, not attributed"
TAG_COVERAGE = (
    "how much is untagged, how much is not tagged, how well are we tagged, how well tagged are we, "
    "how well is our spend tagged, how good is our tagging, "
    "how good is our tag coverage, how complete is our tagging, tag coverage by key, tag coverage by tag key, "
    "tags worst, tags the worst, is worst at tagging, worst at tagging, tags the least, tag the least, tags least, "
    "is worst tagged, worst tagged, least tagged, is the worst at tagging, "
    "tag coverage, tagging coverage, cost allocation tag coverage"
)


METRIC = {
    "billed": "unblended, billedcost, unblendedcost",
    "effective": "amortized, amortised, effective, amortizedcost, effectivecost",
    "list": "list price, list prices, on-demand equivalent, on demand equivalent, public on-demand, at list price, "
    "at list prices, listcost, undiscounted",
    "contracted": "contracted, contractedcost",
}

WOULD = "would, would have, would've"
ON_DEMAND = "on demand, on-demand, at on-demand rates, at on-demand prices, at on demand rates, at on demand prices, \
at list, at public prices"

KIND = {
    ("kind", "tax"): "tax, taxes, vat, sales tax, gst",
    (
        "kind",
        "support",
    ): "aws support, enterprise support, business support, developer support, support, support plan, premium support",
    ("kind", "marketplace"): "marketplace, aws marketplace, marketplace subscriptions, marketplace purchases, "
    "aws marketplace subscriptions, third-party marketplace",
    ("kind", "refund"): "refunds, refunded, got refunded",
    ("kind", "credit"): "credit, credits, aws credits, promotional credits, promo credits, "
    "covered by credits, paid by credits, paid for by credits, credit usage",
    ("kind", "discount"): "discounts, edp discount, edp discounts, private pricing discount, discount",
}

FAMILY = {
    "Data transfer": "data transfer, data-transfer, datatransfer, bandwidth, egress, data egress, network transfer, "
    "data transfers, data transfer out, network egress, transfer, transfers, transferred, transferring",
    "Public IPv4 addresses": "public ipv4, public ipv4 addresses, public ipv4s, public ip addresses, public ips, "
    "elastic ip, elastic ips, elastic ip addresses, ipv4 addresses, public ipv4 address, public ip",
    "NAT gateway": "nat gateway, nat gateways, nat, nat gw, nats, natgateway",
    "Snapshots": "backups, backup, backup storage, "
    "snapshot, snapshots, ebs snapshot, ebs snapshots, snapshot storage, ebs snapshot storage",
    "VPC endpoints": "vpc endpoint, vpc endpoints, interface endpoints, privatelink",
    "Transit gateway and VPN": "transit gateway, transit gateways, tgw",
    "Block storage": "ebs storage, ebs disk, ebs disks, "
    "ebs, ebs volume, ebs volumes, block storage, elastic block store, amazon ebs",
    "Load balancers": "load balancer, load balancers, load balancing, elastic load balancers",
}

SERVICE_AND_FAMILY = {
    ("service", "EC2", "usage_family", "Compute instances"): "ec2 compute",
    ("service", "S3"): "s3 storage, amazon s3 storage",
    ("service_category", "Compute"): "compute",
    ("service_category", "Storage"): "storage",
    ("service_category", "Databases"): "databases, database",
    ("service_category", "Networking"): "networking",
    ("service_category", "AI and Machine Learning"): "ai, ai/ml, genai, gen ai, generative ai, machine learning, "
    "artificial intelligence",
}

THINGS = {
    ("service", "EC2", "usage_family", "Compute instances"): "ec2 instance",
    ("service", "S3"): "s3 bucket",
    ("service", "RDS"): "rds instance, rds database",
    ("service", "Lambda"): "lambda function",
    ("service", "DynamoDB"): "dynamodb table",
}
"""Resources by their service; "the most expensive ones" are single resources, not parts of the service."""

NOT = {
    ("tag", "environment!=prod"): "non-production, non-prod, nonprod, nonproduction, non production, non prod, "
    "non-production environment, non-prod environment",
}

ENVIRONMENT = {
    ("tag", "environment=prod"): "prod, production, prod environment, production environment",
    ("tag", "environment=staging"): "staging, staging environment",
    ("tag", "environment=dev"): "dev, development, dev environment, development environment",
    ("tag", "environment=test"): "test environment, testing environment, qa environment",
}

ACCOUNTS = """
    production prod staging stage development dev test testing qa sandbox security logging audit shared networking
    management master root backup analytics
"""
"""What accounts of an organisation are called after."""

THINGS_PAID_FOR = "things, items"
"""What money goes to, in a word that names no dimension: services."""

OF_EACH = {
    "region": "regional",
    "tag:department": "departmental",
    "service": "service-level",
    "account": "account-level",
}
"""Adjectives that ask for the costs of each."""

GROUPED = {
    ("usage_type", "usage_family", "Compute instances"): "instance type, instance types, ec2 instance types, "
    "instance size, instance sizes, ec2 instance type",
}

GROUPED_MODEL = {
    ("usage_type", "service_category", "AI and Machine Learning"): "model, ai model, foundation model, language model, "
    "llm",
}
"""What AI services charge by."""

GROUPED_THING = {
    ("resource", "service", "S3"): "bucket, s3 bucket",
    ("usage_type", "service", "S3"): "storage class, s3 storage class, storage tier, s3 storage tier",
    ("resource", "usage_family", "Block storage"): "volume, ebs volume",
    ("resource", "service", "SQS"): "queue, sqs queue",
    ("resource", "service", "CloudFront"): "distribution, cloudfront distribution",
}
"""Single resources by the service that has them, in the singular: "by bucket", "which bucket"."""

EXCLUDE = "with no, has no, have no, having no, missing, lacking, lack, lacks, excl, w/o, \
excluding, exclude, excludes, without, except, except for, not including, minus, before, pre, net of any"
GIVEN_BACK = "gross, gross of credits, gross of credits and refunds, before discounts and credits"
NET = "net, net of credits, after discounts, after refunds, \
after discounts and credits, after credits and discounts, after credits, after credits and refunds, including credits, \
with credits, including tax, \
including taxes, including everything, with tax, including support, net of credits and refunds, including refunds"

CHANGE = {
    "any": "different, happened to, happened with, happened on, going on with, "
    "percentage change, percent change, % change, variance, variances, change, changed, changes, changing, moved, "
    "move, differ, differed, vary, varied, "
    "difference, delta, shift, shifted, movement, movements, mover, movers",
    "up": "increase, increased, increases, increasing, grew, grow, grows, growing, grown, growth, "
    "rise, rises, rose, risen, rising, "
    "went up, go up, gone up, going up, jump, jumped, spike, spiked, climbed, climb, surge, surged, double, "
    "doubled, doubling, explode, exploded, exploding, blow up, blew up, shot up, went through the roof, triple, "
    "tripled, soar, soared, skyrocket, skyrocketed, balloon, ballooned, "
    "percentage increase, percent increase, percentage growth, hike, hikes, uptick, upticks, bump, growth rate, "
    "rate of growth, increase in, got higher",
    "down": "decrease, decreased, decreases, decreasing, drop, drops, dropped, "
    "fell, fall, falls, fallen, decline, declined, "
    "went down, go down, gone down, shrank, shrunk, shrink, shrinks, halve, halved, plummet, "
    "plummeted, plunge, plunged, dropping, falling",
}
BECOMING = ("get", "got", "gotten", "getting", "become", "became", "becoming", "grow", "grew", "turned")
DEARER = {"up": ("more expensive", "pricier", "costlier", "dearer"), "down": ("cheaper", "less expensive")}
"""After a word for becoming."""

DIRECTION = {
    "up": "up, higher, more, more expensive, "
    "so much higher, so much more, much higher, much more, a lot higher, a lot more, "
    "way higher, "
    "way more, far higher, far more",
    "down": "down, lower, less, so much lower, so much less, much lower, much less, a lot lower, a lot less, "
    "way lower, "
    "way less, far lower, far less",
}
"""Changes only beside a word about money: a service that is down has stopped working."""


DRIVER = {
    "largest": "driver, drivers, cost driver, cost drivers, spend driver, spend drivers, spending drivers, "
    "cost contributor, cost contributors, spend contributors, contributor, contributors",
    "driving": "what accounts for, "
    "driving, drove, drive, drives, caused, causing, cause, causes, behind, responsible for, reason for, "
    "reasons for, led to, contributed to, contributing to",
    "high": "so high, that high, so expensive, so much, this high, so large, so big",
}
