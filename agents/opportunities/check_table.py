"""The checks as a document, made from their declarations.

`python -m agents.opportunities.check_table > docs/CHECKS.md`
"""

import sys
from collections.abc import Iterable

from agents.opportunities.account_checks import ACCOUNT_CHECKS
from agents.opportunities.checks import BILL_CHECKS
from agents.opportunities.left_out import LEFT_OUT
from agents.opportunities.opportunity import Check, Limit, SavingClass

HEAD = """# The checks

Made from their declarations by `python -m agents.opportunities.check_table > docs/CHECKS.md`; a test compares.

Every check looks at one resource at a time and says what shows it, what cannot be seen, and what to do. Savings are of
a month of 730 hours, at list prices and the run rate of the last complete month; the price of another form is one that
stands on the bill in the same region. Only what has been there for a month and still is at the bill's end is told.

`finops.toml` sets what holds here:

```toml
[advice]
least_saving = 1                                           # a month; smaller savings are not told
off = ["support-fee"]                                      # checks that are not made
limits = { nat-gateway-traffic = { cost_from = 100 } }     # a limit of a check, by the names below
```

`finops doctor` tells a check or a limit that there is not. How many days a metric is looked at is no limit. In
italics stands why a rule is not as some of its public sources have it.
"""
CLASSES = {
    SavingClass.WASTE: "Paid for nothing",
    SavingClass.RIGHTSIZE: "A cheaper form of the same service",
    SavingClass.MODERNISE: "Another processor, engine or version",
    SavingClass.REVIEW: "A cost to look at, in no total",
    SavingClass.COMMITMENT: "Savings Plans and reservations, in no total",
}


def document() -> str:
    """The whole of `docs/CHECKS.md`."""
    parts = [HEAD, f"## From a bill alone: {len(BILL_CHECKS)} checks\n"]
    for saving_class, title in CLASSES.items():
        own = [check for check in BILL_CHECKS if check.saving_class is saving_class]
        parts += [f"### {title} (`{saving_class.value}`)\n", _bill_table(own)]
    parts += [f"## From an account beside it: {len(ACCOUNT_CHECKS)} checks\n", _account_table()]
    parts += ["## Checks that other tools have and that are not made here\n", _left_out_table()]
    return "\n".join(parts)


def _left_out_table() -> str:
    rows = ["| check | why not |", "|---|---|", *(f"| {_cell(what)} | {_cell(why)} |" for what, why in LEFT_OUT)]
    return "\n".join(rows) + "\n"


def _bill_table(checks: Iterable[Check]) -> str:
    rows = ["| check | what it finds | rule | limits | what cannot be seen | remedy |", "|---|---|---|---|---|---|"]
    for check in checks:
        cells = (f"`{check.id}`", check.title, check.rule, _limits(check.limits), check.unseen, check.remedy)
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(rows) + "\n"


def _limits(limits: Iterable[Limit]) -> str:
    return "<br>".join(
        f"`{one.name}` = {one.value:f}{f' {one.unit}' if one.unit else ''}: {one.meaning}" for one in limits
    )


def _account_table() -> str:
    rows = ["| check | class | kind | what it finds | rule | limits | remedy |",
            "|---|---|---|---|---|---|---|"]  # fmt: skip
    for check in ACCOUNT_CHECKS:
        limits = _limits(check.limits)
        rule = f"{check.rule} *{check.differs}*" if check.differs else check.rule
        cells = (f"`{check.id}`", check.saving_class.value, check.kind, check.title, rule, limits, check.remedy)
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(document())
