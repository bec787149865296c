"""Load balancers."""

from typing import Final

from account.metrics import Metric
from account.resources import Resource
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    is_,
    limit,
    older_than,
    so,
    together_a_day,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

REQUESTS: Final = Metric(
    namespace="AWS/ApplicationELB", name="RequestCount", stat="Sum", speaks_when_used=True,
    dimensions={"LoadBalancer": "metric_name"},
)  # fmt: skip
FLOWS: Final = Metric(
    namespace="AWS/NetworkELB", name="NewFlowCount", stat="Sum", dimensions={"LoadBalancer": "metric_name"}
)
CLASSIC_REQUESTS: Final = Metric(
    namespace="AWS/ELB", name="RequestCount", stat="Sum", speaks_when_used=True, days=7,
    dimensions={"LoadBalancerName": "name"},
)  # fmt: skip
_TA: Final = "AWS Trusted Advisor"
_BALANCERS: Final = ("LoadBalancerUsage*", "LCUUsage*", "LoadBalancing:LCUUsage*")
_CONTROLLED: Final = ("elbv2.k8s.aws/", "kubernetes.io/", "ingress.k8s.aws/", "service.k8s.aws/", "elasticbeanstalk:")

SHARED_FROM: Final = limit("balancers_from", 3, "load balancers", "The fewest in one VPC.")
INGRESSES_FROM: Final = limit("ingress_balancers_from", 4, "load balancers", "The fewest in one VPC.")
FEW_REQUESTS: Final = limit("requests_a_day_to", 100, "requests", "Fewer requests a day than this.")


def _controlled(balancer: Resource) -> bool:
    return any(key.startswith(_CONTROLLED) for key in balancer.tags)


def _many_beside(seen: Seen) -> bool:
    """Whether its VPC has many balancers like it: of those a controller makes, or of those that people make."""
    own = seen.resource
    controlled = _controlled(own)
    alike = seen.view.balancers_alike.get((own.account, own.region, own.text("vpc"), own.text("scheme")), ())
    same = sum(1 for each in alike if _controlled(each) is controlled and "tags_unread" not in each.attributes)
    return bool(own.text("vpc")) and same >= seen.limit(INGRESSES_FROM if controlled else SHARED_FROM)


CHECKS: Final = (
    AccountCheck(
        id="load-balancer-no-targets",
        title="Load balancer without targets",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(at_most("targets", 0), at_least("listeners", 0), older_than(7),
              so("it answers nothing by itself", lambda seen: seen.resource.text("type") != "application"
                 or ((found := seen.reading(REQUESTS)) is not None and found.total == 0), metrics=(REQUESTS,))),
        saving=all_of(*_BALANCERS),
        rule="None of its target groups has a target, a week after it was made, and nothing was asked of it.",
        remedy="Delete it, with the target groups that only it uses.",
        source=f"{_TA} hjLMh88uM8; union of public checks",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="load-balancer-idle",
        title="Load balancer without traffic",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(is_("type", "application"), together_a_day("requests", REQUESTS, below=10)),
        saving=all_of("LoadBalancerUsage*"),
        rule="It had fewer than 10 requests a day for 14 days.",
        remedy="Delete it, with the target groups that only it uses.",
        source=f"{_TA} hjLMh88uM8",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="network-load-balancer-idle",
        title="Network Load Balancer without connections",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(is_("type", "network"), total(FLOWS)),
        saving=all_of(*_BALANCERS),
        rule="It had no new connection for 14 days.",
        unseen="Connections that were opened before and stay open are not new.",
        remedy="Delete it, with the target groups that only it uses.",
        source="union of public checks",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="load-balancer-no-listeners",
        title="Load balancer that listens to nothing",
        kind="elb:load-balancer",
        saving_class=SavingClass.WASTE,
        when=(at_most("listeners", 0), older_than(7)),
        saving=all_of(*_BALANCERS),
        rule="It has no listener, a week after it was made.",
        remedy="Delete it.",
        source="union of public checks",
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="load-balancers-to-share",
        title="Several Application Load Balancers in one network",
        kind="elb:load-balancer",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "application"), at_least("targets", 1),
              so("its VPC has others of the same scheme", _many_beside, limits=(SHARED_FROM,))),
        saving=to_look_at("One routes by host and path; whether teams may share it, the account does not show."),
        rule="Its VPC has at least three Application Load Balancers of the same scheme that no controller makes.",
        remedy="Let rules for hosts and paths of one balancer serve what several do.",
        source="union of public checks",
        effort="medium",
        left_alone=_CONTROLLED,
    ),
    AccountCheck(
        id="ingresses-to-share",
        title="A load balancer for each ingress of Kubernetes",
        kind="elb:load-balancer",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "application"), so("a controller made it", lambda seen: _controlled(seen.resource)),
              so("it made many in this VPC", _many_beside, limits=(INGRESSES_FROM,))),
        saving=to_look_at("Ingresses of one group share a balancer; which may, the account does not show."),
        rule="A controller of Kubernetes keeps at least four Application Load Balancers of one scheme in its VPC.",
        remedy="Put ingresses into one group (`alb.ingress.kubernetes.io/group.name`), so that they share a balancer.",
        source="union of public checks",
        effort="medium",
        left_alone=(),
    ),
    AccountCheck(
        id="network-load-balancer-cross-zone",
        title="Network Load Balancer that sends to other zones",
        kind="elb:load-balancer",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "network"), is_("cross_zone", "true"), at_least("targets", 1)),
        saving=to_look_at("What crosses zones is charged as traffic between zones, which names the targets instead."),
        rule="It balances across zones: what it sends from one zone to another is charged by the GB.",
        unseen="The account does not show whether each zone has targets enough of its own.",
        remedy="Switch cross-zone balancing off where each zone has enough targets.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="classic-load-balancer-idle",
        title="Classic load balancer without instances or requests",
        kind="elb:classic",
        saving_class=SavingClass.WASTE,
        when=(older_than(7), so("it has no instances, or fewer than 100 requests a day", lambda seen: (
            seen.resource.number("targets") == 0
            or ((found := seen.reading(CLASSIC_REQUESTS)) is not None and found.per_day < seen.limit(FEW_REQUESTS))),
            metrics=(CLASSIC_REQUESTS,), limits=(FEW_REQUESTS,))),
        saving=all_of("LoadBalancerUsage*"),
        rule="It has no instances, or had fewer than 100 requests a day for seven days.",
        remedy="Delete it, or move what is left to an Application Load Balancer.",
        source=f"{_TA} hjLMh88uM8",
        reversible=False,
        left_alone=_CONTROLLED,
    ),
)  # fmt: skip
