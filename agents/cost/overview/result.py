"""What a page is told of the bill, in rows that are read in parts where there are many."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from agents.bill.overview import bill_overview, mark_of_terms
from agents.cost.overview.params import OverviewParams
from billing.query import BillInfo
from billing.source import BillSource
from billing.terms import Terms
from finops_core.answers import Basis, DateRange
from finops_core.tools.artifacts import Kept
from finops_core.tools.context import ToolContext
from finops_core.tools.offered_tiles import OfferedAgents

Line = tuple[str, str]
"""The name of a field, and its value as JSON; of a list one entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The fields of `agents.bill.overview`: a list has a line for each entry, so that none is too long to be kept."""

    info: BillInfo
    lines: Kept[Line]
    basis: Basis


def read_overview(params: OverviewParams, context: ToolContext) -> Overview:
    """What the user's accounts of the bill hold, and what the agents offer over it. Raises BillError."""
    info = context.service(BillSource).info()
    agents, terms = context.services.get(OfferedAgents), context.services.get(Terms)
    fields = bill_overview(
        info,
        tiles=agents.tiles(info.tag_keys) if isinstance(agents, OfferedAgents) else [],
        terms=mark_of_terms(terms) if isinstance(terms, Terms) else "",
    )
    return Overview(
        info=info,
        lines=context.artifacts.keep(_lines(fields)),
        basis=Basis(
            period=DateRange(start=info.period.start, end=info.period.end),
            source=info.source,
            sample=info.sample,
            data_as_of=info.data_as_of,
        ),
    )


def _lines(fields: Mapping[str, Any]) -> Iterator[Line]:
    """What there is one of comes first."""
    for name, value in sorted(fields.items(), key=lambda field: isinstance(field[1], list)):
        for each in cast("list[Any]", value) if isinstance(value, list) else (value,):
            yield name, json.dumps(each, ensure_ascii=False)
