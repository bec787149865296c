"""Usage families: what a usage type is about, in the words people ask with (public IPv4, NAT gateway, snapshots).

AWS usage types are `REGION-Name:detail`; FOCUS exports without usage types are told by their charge description.
"""

from billing.intake.source_columns import literal

_FAMILIES = (
    ("Public IPv4 addresses", r"PublicIPv4|ElasticIP:", r"public ipv4|elastic ip"),
    ("NAT gateway", r"NatGateway", r"nat gateway"),
    ("Snapshots", r"Snapshot|:BackupUsage|ChargedBackupUsage|WarmStorage-ByteHrs", r"snapshot|backup storage"),
    (
        "Data transfer",
        r"DataTransfer|DataXfer|AWS-(In|Out)-(ABytes|Bytes)|-(In|Out)-Bytes|CloudFront-(In|Out)-Bytes|"
        r"(In|Out)-OBytes|^Bandwidth|Data Transfer",
        r"data transfer|data transferred|bandwidth",
    ),
    ("Load balancers", r"LoadBalancerUsage|LCUUsage|DataProcessing-Bytes:LB", r"load ?balancer|\bLCU\b"),
    ("VPC endpoints", r"VpcEndpoint", r"vpc endpoint|interface endpoint"),
    ("Transit gateway and VPN", r"TransitGateway|VPN-Usage", r"transit gateway|vpn connection"),
    ("Block storage", r"EBS:Volume|EBS:Optimized", r"provisioned storage|\bebs\b.*volume|gp[23] |bootvolume"),
    (
        "Database instances",
        r"InstanceUsage:db|Multi-AZUsage|RDS:|Aurora:|NodeUsage|Node:|ServerlessV2Usage|ESInstance",
        r"\bRDS\b|aurora|cache node|\bdb\.[a-z]",
    ),
    (
        "Compute instances",
        r"BoxUsage|SpotUsage|HeavyUsage|DedicatedUsage|HostUsage|UnusedBox|UnusedDed|CPUCredits|ReservedHosts",
        r"instance hour|per on demand|vm\.standard|virtual machine",
    ),
    ("Containers", r"Fargate|vCPU-Hours|GB-Hours|AmazonEKS-Hours", r"fargate|\beks\b|kubernetes"),
    ("Functions", r"Lambda-(GB-Second|Edge|Provisioned|Storage)|^([A-Z0-9]+-)?Request(-ARM)?$", r"lambda"),
    (
        "Logs and metrics",
        r"VendedLog|DataProcessing-Bytes|MetricMonitorUsage|CW:|TimedStorage-ByteHrs-Logs",
        r"\blogs?\b|\bmetrics?\b",
    ),
    (
        "Object storage",
        r"TimedStorage|EarlyDelete|StorageAnalytics|Monitoring-Automation",
        r"storage used|gb.month.*storage|\bs3\b",
    ),
    ("Requests", r"Requests?(-Tier\d|-HTTPS?|-RBP)?|-Requests|APIRequest|API-Request", r"requests?\b|api calls?"),
)


def usage_family_sql(usage_type: str, product_family: str, description: str) -> str:
    """SQL for the usage family of a row; the first family that fits wins, and none gives an empty text.

    The usage type decides; the product family and the description count only where there is no usage type to tell.
    """
    by_type = " ".join(
        f"WHEN regexp_matches({usage_type}, {literal(types)}) THEN {literal(n)}" for n, types, _ in _FAMILIES
    )
    by_words = " ".join(
        f"WHEN regexp_matches({description}, {literal('(?i)' + words)}) THEN {literal(name)}"
        for name, _, words in _FAMILIES
    )
    transfer = f"WHEN {product_family} = 'Data Transfer' THEN 'Data transfer'"
    told = f"WHEN {usage_type} <> '' AND contains({usage_type}, '-') THEN ''"
    return f"CASE {transfer} {by_type} {told} {by_words} ELSE '' END"
