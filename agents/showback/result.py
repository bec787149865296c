"""Statements for teams as data, one set a currency."""

from dataclasses import dataclass
from typing import Final

from agents.bill.absent import Missing, NotInBill
from agents.bill.scope import Scope, basis_of, kinds_read, read_scope, with_kinds
from agents.bill.wording import sentence
from agents.showback.params import ShowbackParams
from billing.allocation import OTHER_TEAMS
from billing.export import ExportBill
from billing.showback import NO_TEAMS, Showback, Statement, showback
from billing.source import BillSource
from finops_core.answers import Basis
from finops_core.errors import ToolError
from finops_core.tools.context import ToolContext

PLACED: Final = (
    "A charge goes to the first team whose rules it matches, otherwise to the first shared cost, otherwise to nobody. "
    "Credits, refunds and taxes follow the same rules, row by row."
)
ROUNDED: Final = (
    "Statements are rounded to the currency's smallest unit and add up to the bill; a unit left over by rounding goes "
    "to the part that lost most by it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """The statements of a period. `shown` are the teams that were asked for; empty for all, and nobody."""

    scope: Scope
    sets: tuple[Showback, ...]
    shown: tuple[str, ...]
    basis: Basis

    def of(self, one: Showback) -> tuple[Statement, ...]:
        """The statements of a set that are shown, that of nobody last."""
        if self.shown:
            return tuple(each for each in one.teams if each.team in self.shown)
        return (*one.teams, one.nobody)


def read_showback(params: ShowbackParams, context: ToolContext) -> Statements | NotInBill:
    """What each team bears. Raises ToolError for a bill that is no export, ToolRetry and BillError as other tools."""
    bill = context.service(BillSource)
    scope = read_scope(params.model_copy(update={"team": ()}), context)
    if isinstance(scope, Missing):
        return NotInBill(basis=Basis(), missing=scope)
    if not isinstance(bill, ExportBill):
        raise ToolError("Statements are made from a billing export, and this bill is not one.")
    if not scope.terms.teams:
        return NotInBill(basis=scope.basis, sentence=NO_TEAMS, suggestions=("What did I spend by account?",))
    found = showback(bill, scope.rows)
    if not found:
        text = sentence("the bill has no charges", scope.subject, f"{scope.when}.")
        return NotInBill(basis=scope.basis, sentence=text)
    known = list(dict.fromkeys(each.team for one in found for each in one.teams if each.team != OTHER_TEAMS))
    shown = _asked_for(params.team, known)
    if isinstance(shown, Missing):
        return NotInBill(basis=scope.basis, missing=shown)
    basis = basis_of(with_kinds(scope, kinds_read(scope, context)), bill.query(scope.rows))
    notes = (*basis.notes, PLACED, ROUNDED)
    return Statements(scope=scope, sets=found, shown=shown, basis=basis.model_copy(update={"notes": notes}))


def _asked_for(names: tuple[str, ...], known: list[str]) -> tuple[str, ...] | Missing:
    """The teams of these names, in any case of letters; the first that there is not."""
    by_name = {name.casefold(): name for name in known}
    for name in names:
        if name.casefold() not in by_name:
            return Missing(what="team", asked=name, instead=tuple(known))
    return tuple(by_name[name.casefold()] for name in names)
