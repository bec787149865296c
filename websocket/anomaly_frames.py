"""Frames with which an anomaly of cost is dismissed, and told again."""

from typing import Annotated, Literal

from pydantic import Field

from finops_core.dismissals import MOST_DAYS, USUAL_DAYS
from websocket.advice_frames import Reason
from websocket.frame import Frame, Id

AnomalyId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}\.\d{4}-\d{2}-\d{2}$", max_length=43)]


class AnomalyDismiss(Frame):
    """Puts an anomaly aside, as `anomalyId` and `entity.account` name it, for a reason and some days.

    Until then it is in no count and no total, and no alert tells it, unless its impact grows by over a quarter.
    """

    type: Literal["anomaly.dismiss"] = "anomaly.dismiss"
    req_id: Id | None = None
    anomaly_id: AnomalyId
    account: Annotated[str, Field(max_length=200)] = ""
    impact: Annotated[str, Field(max_length=40, pattern=r"^\d+(\.\d+)?$")]
    unit: Annotated[str, Field(max_length=8)]
    reason: Reason
    days: int = Field(default=USUAL_DAYS, ge=1, le=MOST_DAYS)


class AnomalyRestore(Frame):
    """Tells a dismissed anomaly again. Doing it twice changes nothing."""

    type: Literal["anomaly.restore"] = "anomaly.restore"
    req_id: Id | None = None
    anomaly_id: AnomalyId
    account: Annotated[str, Field(max_length=200)] = ""


class AnomalyDismissed(Frame):
    """An anomaly is dismissed until `until`, in Unix milliseconds. Answers asked for from now on leave it out."""

    type: Literal["anomaly.dismissed"] = "anomaly.dismissed"
    req_id: str | None = None
    anomaly_id: str
    account: str
    reason: str
    until: int


class AnomalyRestored(Frame):
    """An anomaly counts again in answers asked for from now on."""

    type: Literal["anomaly.restored"] = "anomaly.restored"
    req_id: str | None = None
    anomaly_id: str
    account: str
