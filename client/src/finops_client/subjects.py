"""What a recommendation and an anomaly are known by, in frames about them."""

from finops_client.answers import Anomaly, Recommendation
from finops_client.frames import JsonObject


def of_advice(advice: Recommendation) -> JsonObject:
    """What a recommendation is known by."""
    account = advice.entity.account if advice.entity is not None else ""
    return {"check": advice.check, "account": account, "resource": advice.resource}


def of_anomaly(anomaly: Anomaly) -> JsonObject:
    """What an anomaly is known by."""
    return {"anomalyId": anomaly.anomaly_id, "account": anomaly.entity.account if anomaly.entity is not None else ""}
