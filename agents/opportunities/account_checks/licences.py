"""SQL Server's licences on EC2."""

from typing import Final

from agents.opportunities.account_checks.compute import RUNNING
from agents.opportunities.account_checks.conditions import limit, so
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import to_look_at, vcpus
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_LEAST_LICENSED: Final = limit("vcpus_licensed", 4, "vCPU", "A licence counts at least so many vCPUs.")
_STANDARD_MOST: Final = limit("standard_vcpus_to", 48, "vCPU", "The vCPUs that SQL Server Standard uses.")
_WEB_MOST: Final = limit("web_vcpus_to", 32, "vCPU", "The vCPUs that SQL Server Web uses.")


def _sql(seen: Seen, edition: str = "") -> int | None:
    """The vCPUs of a machine whose platform comes with SQL Server of an edition."""
    platform = seen.resource.text("platform")
    return vcpus(seen.resource.text("type")) if f"SQL Server {edition}".strip() in platform else None


CHECKS: Final = (
    AccountCheck(
        id="sql-server-small",
        title="SQL Server on a machine smaller than its licence",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, so("fewer vCPUs than are licensed", lambda seen: (own := _sql(seen)) is not None
              and own < seen.limit(_LEAST_LICENSED), limits=(_LEAST_LICENSED,))),
        saving=to_look_at("Several small servers on one machine share the licence that each pays for now."),
        rule="SQL Server is licensed for four vCPUs at the least, and it has fewer.",
        remedy="Put several databases on one machine, or move it to RDS or an edition that is free.",
        source="AWS Trusted Advisor Qsdfp3A4L2",
        effort="high",
    ),
    AccountCheck(
        id="sql-server-over-limit",
        title="SQL Server on more vCPUs than its edition uses",
        kind="ec2:instance",
        saving_class=SavingClass.REVIEW,
        when=(RUNNING, so("more vCPUs than its edition uses", lambda seen: (
            ((standard := _sql(seen, "Standard")) is not None and standard > seen.limit(_STANDARD_MOST))
            or ((web := _sql(seen, "Web")) is not None and web > seen.limit(_WEB_MOST))),
            limits=(_STANDARD_MOST, _WEB_MOST))),
        saving=to_look_at("What a smaller machine costs with its licence, the price list shows."),
        rule="SQL Server Standard uses 48 vCPUs at most and Web 32, and it has more.",
        remedy="Take a machine with as many vCPUs as the edition uses.",
        source="AWS Trusted Advisor Qsdfp3A4L1",
        effort="medium",
        restart=True,
    ),
)  # fmt: skip
