"""Arguments that the views of all services share."""

from pydantic import Field

from agents.bill.params import BillParams, PeriodText, Texts


class ViewParams(BillParams):
    """Where to look."""

    period: PeriodText = Field("", description="Of when the cost is; empty: the last full month.")
    account: Texts = Field((), description="Account ids or names.")
    region: Texts = Field((), description="Region codes, such as eu-west-1.")
