"""The texts behind the fast path's words: phrases in lower case, separated by commas, by what they mean.

General English around a question; the modules whose names end in `_phrases` have the words about one thing each. None
knows a particular bill.
"""

SKIP = """
    how many money, say me, say to me, tell to me, inform me, please, hmm, hm, um, uh, erm,
    hi, hello, hey, thanks, thank you, thanks in advance, thank you in advance, many thanks, ok, okay, so,
    then, now, just, only, exactly, currently, actually, really, still, what are, whats, what're,
    what has, what have, what do, how much, how many dollars, how has, how have, already, is, are,
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
    cloud environment, calculate, work out, determine, quantify,
    aws infrastructure, cloud infrastructure, aws estate, cloud estate, aws footprint, aws
    organization, aws organisation, aws setup, can i see, can i get, can i have, can i view, can i look at, can we
    see, can we get, can we have, can we view, can we look at, could i see, could i get, could i have, could i view,
    could i look at, could we see, could we get, could we have, could we view, could we look at, may i see, may i
    get, may i have, may i view, may i look at, may we see, may we get, may we have, may we view, may we look at,
    fully, in full, plz, pls, can u, could u, u, how big is, how high is, how large is, break that down, break it
    down, break this down, split that, split it, identify, end up, tell me about, tell me more about, information
    about, information on, info on, info about, details about, details on, know about, everything, make me, show
    them, show it, list them, soon, anytime soon, do you have, you have, have you got, you know, do you see, gimme,
    lemme see, rn, right now, at the moment, stuff, thing, etc, exist, exists,
    look that up, look it up, look this up, look up, went to, goes to, went into, goes into,
    went toward, goes toward, went towards, goes towards, as a pie, as a pie chart, as a bar chart, as a line chart,
    as a chart, as a graph, as a table, as a list, as a csv, in a table, in a chart, in a graph, in table form,
    highest first, largest first,
    biggest first, most expensive first, in descending order, descending order,
    number, figure, existing,
    share with
    me, share with us, kindly, cumulative, cumulatively, with confidence intervals, with a confidence interval, with
    confidence bands, with error bars, with prediction intervals, with upper and lower bounds, with a range, with
    ranges, within a billing period, in a billing period, for a billing period, in the billing period, for the billing
    period
"""

COMING_TO = "come to, comes to, came to, come out to, comes out to, came out to, add up to, adds up to, added up to, \
amount to, amounts to, amounted to, total up to, totals up to, end at, ends at, ended at, end up at, ends up at, \
ended up at, wind up at, winds up at, wound up at, land at, lands at, landed at, close at, closes at, closed at, \
finish at, finishes at, finished at, come in at, comes in at, came in at"

BREAKING = "break, split, divide, slice"

COUNTING = "how many, number of, the number of, count of, the count of, count"

OWN = """
    how do my, how do our, i, we, we're, i'm, we'd, i'd, we've, i've, me,
    us, my, our, ours, mine, my own, our own, my company's, our company's,
    our organization's, my team's, our company, my company, our organization, our organisation, our org, our firm,
    the company, the whole company, the entire company, the organization, the organisation, the whole organization,
    the whole organisation, the entire organization, the entire organisation, the org, the whole org, the firm,
    the business, the whole business
"""

PAST_TENSE = (
    "what did, how much did, how did, what was, what were, how much was, how was, how were, what had, how big was, \
how high was, how large was"
)

PARTS = (
    "drill into, drill down into, drill down on, zoom in on, zoom into, dig into, break down, breakdown, breakdown of, "
    "a breakdown of, the breakdown of, break out, broken down, break-down, itemize, itemise, itemized, itemised"
)
"""Words that ask for the parts of what follows."""

MADE_OF = "what makes up, what make up, what made up, what's in, what is in, what's on, what is on, \
what was in, what was on"
"""Questions for the parts of a whole."""

OTHER_SENSES = (
    "make up, makes up, making up, instance type in aws, instance types in aws, instance type on aws, instance in aws, \
in charge, cost of changing, cost of moving, cost of shifting, cost of increasing, cost of growing, \
cost of dropping, cost of stopping, cost of starting, at amazon, bill me, customer acquisition, customer retention, \
customer support, customer service, customer success, left to do, left to say, left to fix, left to check, \
project management, all upfront, no upfront, partial upfront"
)
"""Known words that together mean something else."""

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

TOTAL = (
    "closing figure, the closing figure, closing number, closing amount, land, come out, shake out, how much in, "
    "in total, the one number, one number, a single number, headline number, the headline number, headline "
    "figure, the headline figure, the bottom line, total, totals, grand total, the total, the grand total"
)
"""Asks for a sum; money lands and comes out at one, too."""

LIST = "rank, rank the, rank our, rank my, list, list all, list out, list all the, list every, a list of, \
the list of, enumerate"
