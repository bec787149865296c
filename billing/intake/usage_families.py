"""Usage families: what a usage type is about, in the words people ask with (public IPv4, NAT gateway, snapshots).

AWS usage types are `REGION-Name:detail`; FOCUS exports without usage types are told by their charge description.
"""

from billing.intake.source_columns import literal

_FAMILIES = (
    ("NAT gateway", r"NatGateway", r"nat gateway"),
    ("Snapshots", r"Snapshot|:BackupUsage|ChargedBackupUsage|WarmStorage-ByteHrs", r"snapshot|backup storage"),
    (
        "Data transfer",
        r"DataTransfer|DataXfer|AWS-(In|Out)-(ABytes|Bytes)|-(In|Out)-Bytes|CloudFront-(In|Out)-Bytes|"
        r"(In|Out)-OBytes",
        r"data transfer|data transferred|bandwidth",
    ),
    ("Public IPv4 addresses", r"PublicIPv4|ElasticIP:", r"public ipv4|elastic ip"),
    ("Load balancers", r"LoadBalancerUsage|LCUUsage|DataProcessing-Bytes:LB", r"load ?balancer|\bLCU\b"),
    ("VPC endpoints", r"VpcEndpoint", r"vpc endpoint|interface endpoint"),
    ("Transit gateway and VPN", r"TransitGateway|VPN-Usage", r"transit gateway|vpn connection"),
    ("Block storage", r"EBS:Volume|EBS:Optimized", r"provisioned storage|\bebs\b.*volume|gp[23] |bootvolume"),
    (
        "Databases",
        r"InstanceUsage:db|Multi-AZUsage|RDS:|Aurora:|NodeUsage|Node:|ServerlessV2Usage|ESInstance",
        r"\bRDS\b|aurora|cache node|\bdb\.[a-z]",
    ),
    (
        "Compute instances",
        r"BoxUsage|SpotUsage|HeavyUsage|DedicatedUsage|HostUsage|EBSOptimized|UnusedBox|UnusedDed|CPUCredits|ReservedHosts",
        r"instance hour|per on demand|vm\.standard|virtual machine|ec2",
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
    """SQL for the usage family of a charge; the first family that fits wins, and none gives an empty text.

    A usage type of AWS decides. Where there is none, words in the meter's name and the description do.
    """
    words = f"concat_ws(' ', {usage_type}, {product_family}, {description})"
    by_type = " ".join(f"WHEN {_matches(usage_type, types)} THEN {literal(name)}" for name, types, _ in _FAMILIES)
    by_words = " ".join(
        f"WHEN {_matches(words, '(?i)' + pattern)} THEN {literal(name)}" for name, _, pattern in _FAMILIES
    )
    transfer = f"WHEN {product_family} = 'Data Transfer' THEN 'Data transfer'"
    told = f"WHEN {_matches(usage_type, '^[A-Z0-9]+-[A-Z]|^[A-Za-z0-9-]+:')} THEN ''"
    return f"CASE {by_type} {transfer} {told} {by_words} ELSE '' END"


def _matches(text: str, pattern: str) -> str:
    return f"regexp_matches({text}, {literal(pattern)})"
