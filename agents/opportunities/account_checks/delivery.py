"""CloudFront, API Gateway, Network Firewall, Direct Connect and dedicated hosts."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    empty,
    is_,
    limit,
    members_at_most,
    older_than,
    so,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.network import ENDPOINT_BYTES
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

ASKED: Final = Metric(
    namespace="AWS/CloudFront", name="Requests", stat="Sum", days=30, speaks_when_used=True,
    dimensions={"DistributionId": "id", "Region": "=Global"},
)  # fmt: skip
_STAGE = {"ApiName": "api", "Stage": "stage"}
CACHED: Final = Metric(
    namespace="AWS/ApiGateway", name="CacheHitCount", stat="Sum", dimensions=_STAGE, days=30, speaks_when_used=True
)
API_CALLS: Final = Metric(
    namespace="AWS/ApiGateway", name="Count", stat="Sum", dimensions=_STAGE, days=30, speaks_when_used=True
)
MANY_CALLS: Final = limit("calls_from", 10_000_000, "calls", "The fewest calls in 30 days that are worth a look.")

MANY_REQUESTS: Final = limit("requests_from", 1_000_000, "requests", "The fewest requests in 30 days to look at.")


def _asked_much(seen: Seen) -> bool:
    found = seen.reading(ASKED)
    return found is not None and found.total >= seen.limit(MANY_REQUESTS)


def _many_calls(seen: Seen) -> bool:
    found = seen.reading(API_CALLS)
    return found is not None and found.total >= seen.limit(MANY_CALLS)


CHECKS: Final = (
    AccountCheck(
        id="cloudfront-dedicated-ip",
        title="CloudFront distribution with addresses of its own",
        kind="cloudfront:distribution",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("enabled", "true"), is_("certificate", "vip")),
        saving=all_of("SSL-Cert-Custom*"),
        rule="Its certificate is served from dedicated addresses, paid by the month; by name it costs nothing.",
        unseen="The account does not show whether clients without SNI, older than 2010, still ask it.",
        remedy="Serve the certificate by name (SNI).",
        source="AWS price list; union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="cloudfront-unused",
        title="CloudFront distribution that nobody asks",
        kind="cloudfront:distribution",
        saving_class=SavingClass.REVIEW,
        when=(is_("enabled", "true"), older_than(30, of="changed"), total(ASKED, most=99)),
        saving=to_look_at("A distribution without requests costs little but what it keeps alive behind it."),
        rule="It had fewer than 100 requests in 30 days and was not changed since.",
        remedy="Disable it, and look whether what stands behind it is still needed.",
        source="union of public checks",
    ),
    AccountCheck(
        id="cloudfront-all-regions",
        title="CloudFront distribution at the dearest locations too",
        kind="cloudfront:distribution",
        saving_class=SavingClass.REVIEW,
        when=(is_("enabled", "true"), is_("price_class", "PriceClass_All"),
              so("it is asked", _asked_much, metrics=(ASKED,), limits=(MANY_REQUESTS,))),
        saving=to_look_at("How much goes through the dearer locations, the bill's lines by region show."),
        rule="It serves from all locations, and had a million requests or more in 30 days.",
        remedy="Use a smaller price class if its users are in North America and Europe.",
        source="union of public checks",
    ),
    AccountCheck(
        id="api-cache-unused",
        title="API Gateway cache that answers nothing",
        kind="apigateway:stage",
        saving_class=SavingClass.WASTE,
        when=(is_("cached", "true"), older_than(30), total(CACHED)),
        saving=all_of("ApiGatewayCacheUsage*"),
        rule="Its cache is paid by the hour and answered no call for 30 days.",
        remedy="Switch the stage's cache off.",
        source="union of public checks",
    ),
    AccountCheck(
        id="api-rest-to-http",
        title="REST API with many calls",
        kind="apigateway:stage",
        saving_class=SavingClass.REVIEW,
        when=(so("many calls", _many_calls, metrics=(API_CALLS,), limits=(MANY_CALLS,)),),
        saving=to_look_at("An HTTP API costs less than a third a call and has fewer features."),
        rule="It is a REST API with ten million calls or more in 30 days.",
        remedy="Move it to an HTTP API if it needs no keys, usage plans, validation or caching.",
        source="union of public checks",
        effort="high",
    ),
    AccountCheck(
        id="network-firewall-idle",
        title="Network Firewall without traffic",
        kind="network-firewall:firewall",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "READY"), members_at_most(
            "traffic", "ec2:vpc-endpoint", lambda seen: seen.resource.listed("endpoints"), ENDPOINT_BYTES)),
        saving=all_of(),
        rule="No bytes went through any of its endpoints for 30 days.",
        unseen="The account does not show whether it stands by for a failover.",
        remedy="Remove the routes to its endpoints and delete it.",
        source="AWS Trusted Advisor c2vlfg0bfw",
        risk="medium",
    ),
    AccountCheck(
        id="direct-connect-unused",
        title="Direct Connect port without a virtual interface",
        kind="directconnect:connection",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available", "down"), at_most("interfaces", 0), empty("group")),
        saving=all_of(),
        rule="Nothing can be sent through it: it has no virtual interface and is in no group of connections.",
        unseen="The account does not show whether its interfaces are being ordered.",
        remedy="Delete the connection, and end the line at the provider.",
        source="union of public checks",
        reversible=False,
        risk="medium",
    ),
    AccountCheck(
        id="ec2-host-empty",
        title="Dedicated host without instances",
        kind="ec2:host",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "available"), empty("instances"), empty("reservation"), older_than(7)),
        saving=all_of("HostUsage*", "HostBoxUsage*"),
        rule="No instance runs on it, a week after it was allocated.",
        unseen="The account does not show whether it waits for a licence's machines.",
        remedy="Release the host.",
        source="union of public checks",
    ),
    AccountCheck(
        id="api-cache-large",
        title="API Gateway cache of a large size",
        kind="apigateway:stage",
        saving_class=SavingClass.REVIEW,
        when=(is_("cached", "true"), at_least("cache_gb", 13, "GB"),
              so("it answers calls", lambda seen: (found := seen.reading(CACHED)) is not None and found.total > 0,
                 metrics=(CACHED,))),
        saving=to_look_at("How much of it is filled, no metric shows."),
        rule="Its cache has 13 GB or more.",
        remedy="Try a smaller one: the share of calls that it answers shows whether that is enough.",
        source="union of public checks",
    ),
)  # fmt: skip
