"""Fernway, an invented outfitter's web shop: its accounts and everything it runs. Nothing here exists.

Account ids are those that AWS's documentation uses for examples. Prices are round figures near public list prices.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

BILLING_ACCOUNT = ("111122223333", "Fernway")
PRODUCTION = ("444455556666", "fernway-production")
STAGING = ("777788889999", "fernway-staging")
DATA = ("123456789012", "fernway-data")
ACCOUNTS = (PRODUCTION, STAGING, DATA)

REGION_NAMES = {"us-east-1": "US East (N. Virginia)", "eu-west-1": "Europe (Ireland)"}
HOURS_A_DAY = Decimal(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One thing that costs money every day.

    `per_day` is its quantity on an average day at the start, in `unit`s of `price_usd` each. `curve` names how it
    moves with days and seasons (see `seasons.py`), `yearly_growth` how it grows. `since` and `until` are days from the
    first day of the bill; negative ones count back from its end. `attributes` are what an inventory would say.
    """

    id: str
    name: str
    type: str
    service: str
    category: str
    account: tuple[str, str]
    region: str
    meter: str
    unit: str
    price_usd: Decimal
    per_day: Decimal
    curve: str = "flat"
    yearly_growth: Decimal = Decimal(0)
    since: int = 0
    until: int | None = None
    tags: dict[str, str] = field(default_factory=dict[str, str])
    attributes: dict[str, str | int] = field(default_factory=dict[str, str | int])


def resources() -> tuple[Resource, ...]:
    """Everything the company runs or ran, in a fixed order."""
    return (
        *_web(),
        *_databases(),
        *_network(),
        *_idle_addresses(),
        *_storage(),
        *_serverless(),
        *_staging(),
        *_data(),
        *_europe(),
    )


def _tags(team: str, environment: str, **more: str) -> dict[str, str]:
    return {"team": team, "environment": environment, **more}


def _instance(
    name: str,
    kind: str,
    price: str,
    account: tuple[str, str],
    region: str,
    number: int,
    *,
    curve: str = "flat",
    since: int = 0,
    until: int | None = None,
    tags: dict[str, str] | None = None,
) -> Resource:
    prefix = {"us-east-1": "", "eu-west-1": "EU-"}[region]
    instance_id = f"i-0{abs(hash_of(f'{account[0]}{name}{number}')):016x}"[:19]
    return Resource(
        id=instance_id,
        name=f"{name}-{number}",
        type="AWS::EC2::Instance",
        service="Amazon Elastic Compute Cloud",
        category="Compute",
        account=account,
        region=region,
        meter=f"{prefix}BoxUsage:{kind}",
        unit="Hrs",
        price_usd=Decimal(price),
        per_day=HOURS_A_DAY,
        attributes={"instanceType": kind, "state": "running"},
        curve=curve,
        since=since,
        until=until,
        tags=tags or {},
    )


def hash_of(text: str) -> int:
    """A stable 32-bit number of a text; Python's own hash differs in every process."""
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def _volume(owner: Resource, size_gb: int, number: int, *, state: str = "in-use") -> Resource:
    return Resource(
        id=f"vol-0{hash_of(f'{owner.id}{number}'):015x}"[:21],
        name=f"{owner.name}-root",
        type="AWS::EC2::Volume",
        service="Amazon Elastic Compute Cloud",
        category="Storage",
        account=owner.account,
        region=owner.region,
        meter="EBS:VolumeUsage.gp3" if state == "in-use" else "EBS:VolumeUsage.gp2",
        unit="GB-Mo",
        price_usd=Decimal("0.08") if state == "in-use" else Decimal("0.10"),
        per_day=Decimal(size_gb) / 30,
        since=owner.since,
        until=owner.until,
        tags=owner.tags,
        attributes={"sizeGb": size_gb, "state": state, "attachedTo": owner.id if state == "in-use" else ""},
    )


def _web() -> Iterator[Resource]:
    for number in range(8):
        web = _instance(
            "shop-web", "m6i.large", "0.096", PRODUCTION, "us-east-1", number,
            curve="shop" if number > 3 else "flat", since=0 if number < 6 else 120 * (number - 5),
            tags=_tags("storefront", "production", application="shop"),
        )  # fmt: skip
        yield web
        yield _volume(web, 50, 0)
    for number in range(4):
        api = _instance(
            "payments-api", "c6i.xlarge", "0.17", PRODUCTION, "us-east-1", number, since=0 if number < 2 else 300,
            tags=_tags("payments" if number else "Payments", "production", application="payments"),
        )  # fmt: skip
        yield api
        yield _volume(api, 100, 0)
    yield _instance("legacy-erp", "m5.2xlarge", "0.384", PRODUCTION, "us-east-1", 0, tags={"environment": "production"})
    yield _instance(
        "recommendations", "g4dn.xlarge", "0.526", PRODUCTION, "us-east-1", 0, since=420,
        tags=_tags("search", "production", application="recommendations"),
    )  # fmt: skip


def _databases() -> Iterator[Resource]:
    for name, team, since in (("orders", "payments", 0), ("catalog", "storefront", 0), ("search", "search", 200)):
        yield Resource(
            id=f"arn:aws:rds:us-east-1:{PRODUCTION[0]}:db:{name}", name=name, type="AWS::RDS::DBInstance",
            service="Amazon Relational Database Service", category="Databases", account=PRODUCTION, region="us-east-1",
            meter="Multi-AZUsage:db.r6g.large", unit="Hrs", price_usd=Decimal("0.45"), per_day=HOURS_A_DAY, since=since,
            tags=_tags(team, "production"),
            attributes={"instanceClass": "db.r6g.large", "engine": "postgres", "multiAz": 1},
        )  # fmt: skip
        yield Resource(
            id=f"arn:aws:rds:us-east-1:{PRODUCTION[0]}:db:{name}", name=name, type="AWS::RDS::DBInstance",
            service="Amazon Relational Database Service", category="Databases", account=PRODUCTION, region="us-east-1",
            meter="RDS:Multi-AZ-GP3-Storage", unit="GB-Mo", price_usd=Decimal("0.23"), per_day=Decimal(20),
            yearly_growth=Decimal("0.4"), since=since, tags=_tags(team, "production"), attributes={"storageGb": 600},
        )  # fmt: skip
    yield Resource(
        id=f"arn:aws:elasticache:us-east-1:{PRODUCTION[0]}:cluster:sessions", name="sessions",
        type="AWS::ElastiCache::CacheCluster", service="Amazon ElastiCache", category="Databases", account=PRODUCTION,
        region="us-east-1", meter="NodeUsage:cache.r6g.large", unit="Hrs", price_usd=Decimal("0.206"),
        per_day=HOURS_A_DAY * 2, tags=_tags("storefront", "production"), attributes={"nodes": 2},
    )  # fmt: skip


_SHARED_BY_METERS = {
    "Elastic Load Balancing": f"arn:aws:elasticloadbalancing:us-east-1:{PRODUCTION[0]}:loadbalancer/app/shop",
    "Amazon CloudFront": f"arn:aws:cloudfront::{PRODUCTION[0]}:distribution/E1FERNWAYSHOP",
}
"""What several meters measure of: hours and capacity of the shop's load balancers, its traffic and requests."""


def _network() -> Iterator[Resource]:
    for zone in "abc":
        nat = f"nat-0{hash_of('nat' + zone):08x}{hash_of(zone + 'nat'):08x}"
        # A gateway has the hours of a day and no more; what grows is the data through it.
        for meter, unit, price, quantity, curve, growth in (
            ("NatGateway-Hours", "Hrs", "0.045", HOURS_A_DAY, "flat", "0"),
            ("NatGateway-Bytes", "GB", "0.045", Decimal(90), "shop", "0.2"),
        ):
            yield Resource(
                id=nat, name=f"nat-{zone}", type="AWS::EC2::NatGateway", service="Amazon Elastic Compute Cloud",
                category="Networking", account=PRODUCTION, region="us-east-1", meter=meter, unit=unit,
                price_usd=Decimal(price), per_day=quantity, curve=curve, yearly_growth=Decimal(growth),
                tags=_tags("platform", "production"), attributes={"zone": f"us-east-1{zone}"},
            )  # fmt: skip
    for meter, service, price, quantity, unit in (
        ("DataTransfer-Out-Bytes", "Amazon Elastic Compute Cloud", "0.09", Decimal(160), "GB"),
        ("DataTransfer-Regional-Bytes", "Amazon Elastic Compute Cloud", "0.01", Decimal(700), "GB"),
        ("PublicIPv4:InUseAddress", "Amazon Virtual Private Cloud", "0.005", Decimal(24 * 14), "Hrs"),
        ("LoadBalancerUsage", "Elastic Load Balancing", "0.0225", Decimal(24 * 3), "Hrs"),
        ("LCUUsage", "Elastic Load Balancing", "0.008", Decimal(24 * 9), "LCU-Hrs"),
        ("US-DataTransfer-Out-Bytes", "Amazon CloudFront", "0.085", Decimal(310), "GB"),
        ("US-Requests-Tier2-HTTPS", "Amazon CloudFront", "0.01", Decimal(900), "10K requests"),
    ):
        growing = unit in ("GB", "LCU-Hrs", "10K requests")
        yield Resource(
            id=_SHARED_BY_METERS.get(service) or f"arn:aws:shop:us-east-1:{PRODUCTION[0]}:{meter.lower()}",
            name="shop" if service in _SHARED_BY_METERS else meter, type="", service=service,
            category="Networking", account=PRODUCTION, region="us-east-1", meter=meter, unit=unit,
            price_usd=Decimal(price), per_day=quantity, curve="shop" if growing else "flat",
            yearly_growth=Decimal("0.3") if growing else Decimal(0),
            tags=_tags("platform", "production") if "IPv4" not in meter else {},
        )  # fmt: skip


def _idle_addresses() -> Iterator[Resource]:
    """Addresses that somebody reserved and nobody uses."""
    for number in range(3):
        yield Resource(
            id=f"arn:aws:ec2:us-east-1:{PRODUCTION[0]}:elastic-ip/eipalloc-0{hash_of(f'address{number}'):08x}",
            name=f"192.0.2.{number + 10}", type="AWS::EC2::EIP", service="Amazon Virtual Private Cloud",
            category="Networking", account=PRODUCTION, region="us-east-1", meter="PublicIPv4:IdleAddress", unit="Hrs",
            price_usd=Decimal("0.005"), per_day=HOURS_A_DAY,
        )  # fmt: skip


def _storage() -> Iterator[Resource]:
    buckets: tuple[tuple[str, tuple[str, str], int, str, dict[str, str]], ...] = (
        ("fernway-product-images", PRODUCTION, 240, "0.3", _tags("storefront", "production")),
        ("fernway-order-archive", PRODUCTION, 480, "0.5", _tags("payments", "production")),
        ("fernway-lake", DATA, 2600, "0.8", _tags("analytics", "production")),
        ("fernway-backups", PRODUCTION, 1900, "0.6", {}),
    )
    for name, account, gb, growth, tags in buckets:
        for meter, unit, price, quantity in (
            ("TimedStorage-ByteHrs", "GB-Mo", "0.023", Decimal(gb) / 3),
            ("Requests-Tier1", "1K requests", "0.005", Decimal(gb) / 4),
        ):
            yield Resource(
                id=f"arn:aws:s3:::{name}", name=name, type="AWS::S3::Bucket", service="Amazon Simple Storage Service",
                category="Storage", account=account, region="us-east-1", meter=meter, unit=unit,
                price_usd=Decimal(price), per_day=quantity, curve="flat" if "Timed" in meter else "shop",
                yearly_growth=Decimal(growth), tags=tags, attributes={"sizeGb": gb * 10},
            )  # fmt: skip
    for number in range(40):
        yield Resource(
            id=f"snap-0{hash_of(f'snapshot{number}'):016x}", name=f"nightly-{number}", type="AWS::EC2::Snapshot",
            service="Amazon Elastic Compute Cloud", category="Storage", account=PRODUCTION, region="us-east-1",
            meter="EBS:SnapshotUsage", unit="GB-Mo", price_usd=Decimal("0.05"), per_day=Decimal("1.6"),
            since=number * 15, tags={}, attributes={"sizeGb": 48},
        )  # fmt: skip


def _serverless() -> Iterator[Resource]:
    for name, team, meter, service, category, unit, price, quantity in (
        ("checkout", "payments", "Lambda-GB-Second", "AWS Lambda", "Compute", "GB-s", "0.0000166667", "310000"),
        ("thumbnails", "storefront", "Lambda-GB-Second", "AWS Lambda", "Compute", "GB-s", "0.0000166667", "190000"),
        ("carts", "storefront", "WriteRequestUnits", "Amazon DynamoDB", "Databases", "1M units", "0.625", "11"),
        ("events", "platform", "Requests-Tier1", "Amazon Simple Queue Service", "Integration", "1M", "0.4", "9"),
        (
            "logs",
            "platform",
            "DataProcessing-Bytes",
            "AmazonCloudWatch",
            "Management and Governance",
            "GB",
            "0.5",
            "46",
        ),
        ("keys", "platform", "us-east-1-KMS-Requests", "AWS Key Management Service", "Security", "10K", "0.03", "60"),
        ("zone", "platform", "DNS-Queries", "Amazon Route 53", "Networking", "1M queries", "0.4", "3"),
        ("trail", "platform", "PaidEventsRecorded", "AWS CloudTrail", "Security", "100K events", "2", "1"),
    ):
        yield Resource(
            id=f"arn:aws:{name}:us-east-1:{PRODUCTION[0]}:{name}", name=name, type="", service=service,
            category=category, account=PRODUCTION, region="us-east-1", meter=meter, unit=unit,
            price_usd=Decimal(price), per_day=Decimal(quantity), curve="shop", yearly_growth=Decimal("0.35"),
            tags=_tags(team, "production"),
        )  # fmt: skip


def _staging() -> Iterator[Resource]:
    for number in range(4):
        box = _instance(
            "staging", "m6i.large", "0.096", STAGING, "us-east-1", number, curve="office",
            tags=_tags("platform", "staging") if number else {"environment": "stage"},
        )  # fmt: skip
        yield box
        yield _volume(box, 40, 0)
    forgotten = _instance("old-build", "m5.large", "0.096", STAGING, "us-east-1", 9, until=330)
    yield forgotten
    for number in range(5):
        left = _volume(forgotten, 200, number, state="available")
        yield replace(left, since=330, until=None, name=f"old-build-disk-{number}")
    yield Resource(
        id=f"arn:aws:elasticloadbalancing:us-east-1:{STAGING[0]}:loadbalancer/app/demo", name="demo",
        type="AWS::ElasticLoadBalancingV2::LoadBalancer", service="Elastic Load Balancing", category="Networking",
        account=STAGING, region="us-east-1", meter="LoadBalancerUsage", unit="Hrs", price_usd=Decimal("0.0225"),
        per_day=HOURS_A_DAY, since=240, attributes={"targets": 0},
    )  # fmt: skip


def _data() -> Iterator[Resource]:
    for name, service, category, meter, unit, price, quantity, curve in (
        ("warehouse", "Amazon Redshift", "Analytics", "Node:ra3.xlplus", "Hrs", "1.086", "48", "flat"),
        ("etl", "AWS Glue", "Analytics", "ETL-DPU-Hour", "DPU-Hour", "0.44", "42", "month_end"),
        ("queries", "Amazon Athena", "Analytics", "DataScannedInTB", "TB", "5", "1.4", "office"),
        ("notebook", "Amazon SageMaker", "AI and Machine Learning", "Notebk:ml.t3.medium", "Hrs", "0.05", "24", "flat"),
        ("stream", "Amazon Kinesis", "Analytics", "ShardHour", "Hrs", "0.015", "96", "flat"),
    ):
        yield Resource(
            id=f"arn:aws:{name}:us-east-1:{DATA[0]}:{name}", name=name, type="", service=service, category=category,
            account=DATA, region="us-east-1", meter=meter, unit=unit, price_usd=Decimal(price),
            per_day=Decimal(quantity), curve=curve, yearly_growth=Decimal("0.25") if curve != "flat" else Decimal(0),
            tags=_tags("analytics", "production", **{"cost-center": "4200"}),
        )  # fmt: skip


def _europe() -> Iterator[Resource]:
    for number in range(3):
        web = _instance(
            "shop-web-eu", "m6i.large", "0.107", PRODUCTION, "eu-west-1", number, since=-330, curve="flat",
            tags=_tags("storefront", "production", application="shop"),
        )  # fmt: skip
        yield web
        yield _volume(web, 50, 0)
    yield Resource(
        id=f"arn:aws:rds:eu-west-1:{PRODUCTION[0]}:db:orders-eu", name="orders-eu", type="AWS::RDS::DBInstance",
        service="Amazon Relational Database Service", category="Databases", account=PRODUCTION, region="eu-west-1",
        meter="EU-InstanceUsage:db.r6g.large", unit="Hrs", price_usd=Decimal("0.25"), per_day=HOURS_A_DAY, since=-330,
        tags=_tags("payments", "production"), attributes={"instanceClass": "db.r6g.large", "engine": "postgres"},
    )  # fmt: skip
    yield Resource(
        id=f"arn:aws:shop:eu-west-1:{PRODUCTION[0]}:transfer", name="transfer-eu", type="",
        service="Amazon Elastic Compute Cloud", category="Networking", account=PRODUCTION, region="eu-west-1",
        meter="EU-DataTransfer-Out-Bytes", unit="GB", price_usd=Decimal("0.09"), per_day=Decimal(45), since=-330,
        curve="shop", yearly_growth=Decimal("0.6"), tags=_tags("platform", "production"),
    )  # fmt: skip
