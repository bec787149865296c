"""Lightsail, App Runner and Global Accelerator."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import is_, older_than, total
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of
from agents.opportunities.opportunity import SavingClass

REQUESTS: Final = Metric(
    namespace="AWS/AppRunner", name="Requests", stat="Sum", dimensions={"ServiceName": "name", "ServiceID": "id"},
    days=30, speaks_when_used=True,
)  # fmt: skip
FLOWS: Final = Metric(
    namespace="AWS/GlobalAccelerator", name="NewFlowCount", stat="Sum", dimensions={"Accelerator": "accelerator"},
    days=30, speaks_when_used=True,
)  # fmt: skip

CHECKS: Final = (
    AccountCheck(
        id="lightsail-stopped",
        title="Lightsail instance that is stopped",
        kind="lightsail:instance",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "stopped"), older_than(7)),
        saving=all_of(),
        rule="It is stopped, and paid for as if it ran.",
        unseen="The account does not show since when it is stopped.",
        remedy="Take a snapshot of it and delete it.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="lightsail-address-idle",
        title="Lightsail address that nothing uses",
        kind="lightsail:address",
        saving_class=SavingClass.WASTE,
        when=(is_("associated", "false"), older_than(7)),
        saving=all_of(),
        rule="It is attached to no instance, a week after it was made.",
        remedy="Release it.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="app-runner-idle",
        title="App Runner service that nobody calls",
        kind="apprunner:service",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "RUNNING"), total(REQUESTS)),
        saving=all_of(),
        rule="It runs and had no request for 30 days: the memory of its instances is paid all the time.",
        remedy="Pause the service; deleted, it has to be deployed anew.",
        source="union of public checks",
    ),
    AccountCheck(
        id="global-accelerator-idle",
        title="Global Accelerator that carries nothing",
        kind="globalaccelerator:accelerator",
        saving_class=SavingClass.WASTE,
        when=(older_than(30), total(FLOWS)),
        saving=all_of(),
        rule="No connection went through it for 30 days; its hours are paid, switched off too.",
        unseen="CloudWatch does not show whether it stands by for a failover.",
        remedy="Look who knows its addresses, switch it off, then delete it: the addresses are lost.",
        source="public checklists",
        reversible=False,
        risk="medium",
    ),
)
