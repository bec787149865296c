"""A recommended budget in words, and the exact lines and calls that make, change or delete one."""

import json
from decimal import Decimal
from typing import Any, Final

from agents.bill.wording import Sentence
from agents.budgets.params import OfABudget
from agents.budgets.result import Call, Recommendation
from agents.budgets.wanted import subject_of, wanted_budget
from billing.budgets.aws_format import as_request, not_exported
from billing.budgets.recommendation import Recommended, Replayed
from billing.budgets.record import Budget
from billing.budgets.toml_format import as_toml
from billing.outlook import NotEnough
from finops_core.answers import CodeBlock, Column, Fact, Finding, TableBlock
from finops_core.tools.facts import FactBook
from finops_core.values import Money

CENT: Final = Decimal("0.01")
_CALLS: Final = {"create": "create-budget", "change": "update-budget", "delete": "delete-budget"}
_SUGGESTIONS: Final = ("Are we over budget?", "What will I spend next month?", "What did I spend by service?")


def present_recommendation(result: Recommendation, facts: FactBook) -> Finding:
    """The limit that would fit, what it stands on, and how it would have done over the past year."""
    if isinstance(result.found, Recommended) and result.budget is not None:
        text, minted = fits(result.found, result.params, facts)
        headline, _, prose = text.partition(". ")
        return Finding(
            headline=f"{headline}.",
            prose=prose,
            facts=tuple(minted),
            blocks=(_months(result.found), *code_blocks(result.budget)),
            basis=result.basis,
            suggestions=_SUGGESTIONS,
        )
    if result.nothing:
        names = facts.text(", ".join(result.nothing), "what the bill does not have")
        headline = f"A budget for this would count nothing: the bill does not have [[{names.id}]]."
        return Finding(headline=headline, facts=(names,), basis=result.basis, suggestions=_SUGGESTIONS)
    if isinstance(result.found, NotEnough):
        have = facts.number(result.found.have, result.found.unit, "history")
        need = facts.number(result.found.need, result.found.unit, "needed")
        headline = f"There is too little history to recommend a budget: [[{have.id}]], where [[{need.id}]] would do."
        return Finding(headline=headline, facts=(have, need), basis=result.basis, suggestions=_SUGGESTIONS)
    headline = "Nothing is spent on this that a budget could be set for."
    return Finding(headline=headline, basis=result.basis, suggestions=_SUGGESTIONS)


def fits(found: Recommended, params: OfABudget, facts: FactBook) -> Sentence:
    """The limit, why it is this, and how often it would have told in the past year."""
    limit = facts.money(Money(found.limit, found.unit), "recommended monthly limit", found.month)
    expected = facts.money(
        Money(Decimal(repr(found.expected.whole.value)).quantize(CENT), found.unit), "expected", found.month
    )
    margin = facts.percent(found.margin, "above what is expected")
    first = facts.day(found.month.start, "the month from")
    what = facts.text(subject_of(params) or "everything", "what it counts")
    minted: list[Fact] = [limit, expected, margin, first, what]
    alert = facts.percent(Decimal("0.8"), "threshold of the first alert")
    minted.append(alert)
    text = (
        f"A monthly budget of [[{limit.id}]] for [[{what.id}]] would fit. It is [[{margin.id}]] above the "
        f"[[{expected.id}]] expected for the month from [[{first.id}]], rounded up, with alerts when [[{alert.id}]] is "
        "spent and when the forecast passes it."
    )
    if not found.replayed:
        return f"{text} The bill is too short to replay the past with it.", minted
    months = facts.number(len(found.replayed), "months", "months replayed")
    told = facts.number(found.told, "of them", "forecast alerts")
    false = facts.number(found.false, "false", "false alerts")
    missed = facts.number(found.missed, "missed", "months missed")
    passed = facts.number(found.passed, "passed it", "months that passed the limit")
    minted += [months, told, false, missed, passed]
    return (
        f"{text} Replayed over the last [[{months.id}]], the forecast's alert would have come in [[{told.id}]], "
        f"[[{false.id}]] and [[{missed.id}]]; [[{passed.id}]].",
        minted,
    )


def _months(found: Recommended) -> TableBlock:
    return TableBlock(
        title="The past year with such a budget",
        columns=(
            Column(key="month", label="Month", kind="date"),
            Column(key="limit", label="Limit", kind="money", unit=found.unit),
            Column(key="came", label="Came to", kind="money", unit=found.unit),
            Column(key="told", label="Forecast's alert", kind="date"),
            Column(key="passed", label="Limit passed", kind="date"),
            Column(key="verdict", label="Alert was"),
        ),
        rows=tuple(_row(one) for one in found.replayed),
        total_rows=len(found.replayed),
    )


def _row(one: Replayed) -> tuple[str | None, ...]:
    verdict = "false" if one.is_false else "missed" if one.is_missed else "right" if one.told_by_forecast else ""
    told, passed = one.told_by_forecast, one.passed_on
    return (
        one.month.isoformat(),
        f"{one.limit:f}",
        f"{one.came.quantize(CENT):f}",
        told.isoformat() if told else None,
        passed.isoformat() if passed else None,
        verdict,
    )


def added_how(found: Recommended, params: OfABudget) -> Budget:
    """The recommended budget whole."""
    return wanted_budget(params, found.limit, found.unit, "")


def code_blocks(budget: Budget) -> tuple[CodeBlock, ...]:
    """The lines of finops.toml and the call of AWS that make a budget."""
    request = json.dumps(as_request(budget), indent=2, ensure_ascii=False)
    return (
        CodeBlock(title="In finops.toml", language="toml", code=as_toml(budget)),
        CodeBlock(
            title="In AWS: aws budgets create-budget --cli-input-json file://budget.json, with this budget.json",
            language="json",
            code=request,
        ),
    )


def present_call(result: Call, facts: FactBook) -> Finding:
    """Says that nothing was done, and what exactly would do it."""
    deed = result.params.deed
    name = facts.text(result.budget.budget_name, "budget")
    minted: list[Fact] = [name]
    verb = {"create": "made", "change": "changed", "delete": "deleted"}[deed]
    parts = [f"This is the exact call that would have the budget [[{name.id}]] {verb} in AWS."]
    if deed != "delete":
        parts[0] = parts[0][:-1] + ", and the same for finops.toml, which tells over a bill alone."
    if result.recommended is not None:
        limit = facts.money(Money(result.recommended.limit, result.recommended.unit), "recommended limit")
        minted.append(limit)
        parts.append(f"No limit was named: [[{limit.id}]] is recommended from the bill's own forecast.")
    elif not result.has_limit and deed != "delete":
        parts.append("No limit was named, and none can be recommended here: fill it in.")
    if result.nothing:
        names = facts.text(", ".join(result.nothing), "what the bill does not have")
        minted.append(names)
        parts.append(f"Mind that the bill does not have [[{names.id}]]: such a budget counts nothing.")
    parts.append(
        "A budget tells; without an action it stops nothing. The call takes the permission budgets:ModifyBudget."
    )
    if deed == "create":
        parts += not_exported(result.budget)
    return Finding(
        headline="Nothing was done: budgets are not made, changed or deleted from here.",
        prose=" ".join(parts),
        facts=tuple(minted),
        blocks=_calls(result),
        basis=result.basis,
        suggestions=_SUGGESTIONS,
    )


def _calls(result: Call) -> tuple[CodeBlock, ...]:
    deed = result.params.deed
    if deed == "create":
        return code_blocks(result.budget)
    request = as_request(result.budget)
    content: dict[str, Any] = {"AccountId": request["AccountId"]}
    content |= {"NewBudget": request["Budget"]} if deed == "change" else {"BudgetName": result.budget.budget_name}
    call = CodeBlock(
        title=f"In AWS: aws budgets {_CALLS[deed]} --cli-input-json file://budget.json, with this budget.json",
        language="json",
        code=json.dumps(content, indent=2, ensure_ascii=False),
    )
    if deed == "delete":
        return (call,)
    return (CodeBlock(title="In finops.toml", language="toml", code=as_toml(result.budget)), call)
