"""Usage of one resource, and the places it is in: regions with the prefixes that AWS's usage types have there."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "us-east-1": ("", "USE1-"),
    "us-east-2": ("USE2-",),
    "us-west-2": ("USW2-",),
    "eu-west-1": ("EU-", "EUW1-"),
    "eu-central-1": ("EUC1-",),
    "ap-southeast-2": ("APS2-",),
    "ap-northeast-1": ("APN1-",),
    "sa-east-1": ("SAE1-",),
}
DEARER: Final = {"us-east-1": "1", "us-east-2": "1", "us-west-2": "1", "eu-west-1": "1.1", "eu-central-1": "1.15",
                 "ap-southeast-2": "1.2", "ap-northeast-1": "1.25", "sa-east-1": "1.6"}  # fmt: skip
PRODUCTS: Final = {
    "AmazonEC2": "Amazon Elastic Compute Cloud", "AmazonVPC": "Amazon Virtual Private Cloud",
    "AWSELB": "Elastic Load Balancing", "AmazonRDS": "Amazon Relational Database Service",
    "AmazonS3": "Amazon Simple Storage Service", "AmazonDynamoDB": "Amazon DynamoDB", "AWSLambda": "AWS Lambda",
    "AmazonECS": "Amazon Elastic Container Service", "AmazonKinesis": "Amazon Kinesis",
    "AmazonCloudWatch": "AmazonCloudWatch", "AWSCloudTrail": "AWS CloudTrail",
    "AmazonEFS": "Amazon Elastic File System",
    "AmazonElastiCache": "Amazon ElastiCache", "AmazonES": "Amazon OpenSearch Service",
    "AmazonEKS": "Amazon Elastic Container Service for Kubernetes", "AmazonSageMaker": "Amazon SageMaker",
    "AmazonMSK": "Amazon Managed Streaming for Apache Kafka", "AmazonDocDB": "Amazon DocumentDB",
    "AWSNetworkFirewall": "AWS Network Firewall", "AmazonRoute53": "Amazon Route 53",
    "AWSTransfer": "AWS Transfer Family",
    "AmazonApiGateway": "Amazon API Gateway", "awswaf": "AWS WAF", "awskms": "AWS Key Management Service",
    "AWSSupportEnterprise": "AWS Support (Enterprise)",
    "AmazonECR": "Amazon EC2 Container Registry (ECR)", "AWSDirectConnect": "AWS Direct Connect",
}  # fmt: skip
ACCOUNTS: Final = ("111122223333", "444455556666", "777788889999", "123412341234")
ALWAYS: Final = frozenset(range(24))
OFFICE: Final = frozenset(range(8, 20))
EVERY_DAY: Final = frozenset(range(1, 8))
WORKDAYS: Final = frozenset(range(1, 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one resource uses of one usage type an hour, at a list price; `covered` by a commitment or not.

    `effective` is what a commitment pays for it an hour. `weekdays` are ISO days. `jitter` is how much an hour
    differs, as a part. `busy` is a day of the week that has `busy_times` as much as the others.
    """

    service: str
    usage_type: str
    resource: str
    per_hour: float
    price: Decimal
    region: str
    account: str
    unit: str = "Hrs"
    operation: str = ""
    description: str = ""
    kind: str = "Usage"
    covered_by: str = ""
    effective: float = 0.0
    first: date | None = None
    until: date | None = None
    hours: frozenset[int] = ALWAYS
    weekdays: frozenset[int] = EVERY_DAY
    jitter: float = 0.0
    busy: int = 0
    busy_times: float = 1.0
    tags: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days of a bill, and its last complete month."""

    start: date
    end: date

    @property
    def month(self) -> tuple[date, date]:
        first = self.end.replace(day=1)
        before = (first - timedelta(days=1)).replace(day=1)
        return before, first

    @property
    def month_hours(self) -> int:
        return (self.month[1] - self.month[0]).days * 24


class Place:
    """One account in one region, which makes usage with the region's prefix and prices."""

    def __init__(self, rng: random.Random, span: Span, region: str = "") -> None:
        self.rng = rng
        self.span = span
        self.region = region or rng.choice(tuple(PREFIXES))
        self.prefix = rng.choice(PREFIXES[self.region])
        self.account = rng.choice(ACCOUNTS)

    def name(self, kind: str) -> str:
        return f"{kind}-{self.rng.getrandbits(60):015x}"

    def arn(self, service: str, path: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{path}{self.rng.getrandbits(40):010x}"

    def price(self, us: str) -> Decimal:
        return Decimal(us) * Decimal(DEARER[self.region])

    def hours(self, service: str, meter: str, resource: str, us: str, count: float = 1, **more: object) -> Usage:
        """Something by the hour."""
        return self.use(service, meter, resource, count, us, "Hrs", **more)

    def stored(self, service: str, meter: str, resource: str, gigabytes: float, us: str, **more: object) -> Usage:
        """Something by the month, billed hour by hour."""
        unit = str(more.pop("unit", "GB-Mo"))
        return self.use(service, meter, resource, gigabytes / self.span.month_hours, us, unit, **more)

    def monthly(
        self, service: str, meter: str, resource: str, amount: float, us: str, unit: str, **more: object
    ) -> Usage:
        """So much a month of 730 hours, with hours that differ."""
        return self.use(service, meter, resource, amount / 730, us, unit, **{"jitter": 0.4, **more})

    def use(
        self, service: str, meter: str, resource: str, per_hour: float, us: str, unit: str, **more: object
    ) -> Usage:
        prefix = "" if more.pop("no_prefix", False) else self.prefix
        return Usage(
            service=service,
            usage_type=prefix + meter,
            resource=resource,
            per_hour=per_hour,
            price=self.price(us),
            region=self.region,
            account=self.account,
            unit=unit,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip
