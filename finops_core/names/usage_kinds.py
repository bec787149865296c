"""What people call a part of a service that only its usage types tell apart: cross-AZ traffic, gp3 volumes.

Each usage type has at most one kind. A kind named after a colon is a part of the one before it: what is asked about
"gp3 volumes" is about their size, their IOPS and their throughput alike.
"""

import re
from dataclasses import dataclass
from typing import Final

from finops_core.names.usage_types import without_region_as_spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageKind:
    """`pattern` is searched in a usage type without the region before it; `said` are phrases, separated by commas."""

    name: str
    pattern: str
    said: str = ""


_ZONES: Final = ("az", "zone", "availability zone")
_CROSSING: Final = ("cross", "inter", "between", "across")
_MOVED: Final = ("data transfer", "data transfers", "traffic", "transfer", "bandwidth", "network traffic", "")


def _crossing(words: tuple[str, ...], places: tuple[str, ...]) -> list[str]:
    """ "cross-AZ", "inter zone traffic", "traffic between availability zones"."""
    said: list[str] = []
    for place in places:
        for word in words[:2]:
            for joined in (f"{word}-{place}", f"{word} {place}"):
                said += [f"{joined} {moved}".strip() for moved in _MOVED]
        for word in words[2:]:
            several = f"{word} {place}s"
            said += [f"{moved} {several}" for moved in _MOVED if moved]
            said += [f"{moved} {word} our {place}s" for moved in _MOVED if moved]
    return said


_OUT: Final = (
    "internet egress, egress to the internet, egress to internet, internet traffic, outbound internet traffic, "
    "outbound traffic, outbound data transfer, traffic to the internet, traffic out to the internet, "
    "data transfer to the internet, data transfer to internet, data transfer out to internet, "
    "data transfer out to the internet, data out to the internet, data out to internet, "
    "data going out to the internet, data leaving aws, data sent to the internet, data sent out to the internet, "
    "internet data transfer, "
    "internet bandwidth, outbound bandwidth, traffic leaving aws, internet data transfer out, internet egress traffic, "
    "egress traffic to the internet, transfer to the internet, data transferred to the internet, "
    "data transferred out to the internet, transfer out to the internet, transferred out to the internet, "
    "transferred to the internet, send to the internet, sent to the internet, outgoing traffic, outgoing data"
)
_IN: Final = "inbound data transfer, inbound traffic, data ingress, ingress traffic, incoming traffic"
_NAT: Final = ("nat", "nat gateway", "nat gateways", "nat gw")
_NAT_BYTES: Final = ("data processing", "data processed", "traffic", "data", "processing", "data transfer", "bytes")
_NAT_HOURS: Final = ("hourly charges", "hourly fees", "hourly cost", "hourly costs")


def _volume(name: str, *others: str) -> str:
    names = (name, *others)
    said = [name]
    for one in names:
        said += [f"{one} {noun}" for noun in ("volume", "volumes", "ebs volumes", "disks", "disk", "ebs", "storage")]
        said += [f"ebs {one}", f"ebs {one} volumes"]
    return ", ".join(said)


KINDS: Final = (
    UsageKind(
        name="cross-AZ data transfer",
        pattern=r"DataTransfer-Regional|DataTransfer-xAZ",
        said=", ".join((*_crossing(_CROSSING, _ZONES), "intra-region data transfer", "intra-region traffic",
                        "intra region data transfer", "intra region traffic", "regional data transfer",
                        "traffic between az", "traffic between azs", "data transfer between azs")),
    ),
    UsageKind(
        name="inter-region data transfer",
        pattern=r"AWS-(In|Out)-A?Bytes|AWS-(In|Out)-Bytes|DataXfer",
        said=", ".join((*_crossing(_CROSSING, ("region",)), "inter-region replication", "cross-region replication",
                        "cross region replication", "cross-region replication traffic",
                        "cross region replication traffic", "cross-region data", "multi-region traffic")),
    ),
    UsageKind(name="internet egress", pattern=r"DataTransfer-Out", said=_OUT),
    UsageKind(name="inbound data transfer", pattern=r"DataTransfer-In", said=_IN),
    UsageKind(
        name="NAT gateway data processing", pattern=r"NatGateway(-Prvd)?-Bytes",
        said=", ".join(f"{nat} {what}" for nat in _NAT for what in _NAT_BYTES)
        + ", data processed by nat gateways, data processed by our nat gateways, traffic through nat gateways, "
        "data through nat gateways, traffic through our nat gateways, traffic through the nat gateways",
    ),
    UsageKind(
        name="NAT gateway hours", pattern=r"NatGateway(-Prvd)?-Hours",
        said=", ".join(f"{nat} {what}" for nat in _NAT for what in _NAT_HOURS),
    ),
    UsageKind(name="gp2 volumes", pattern=r"EBS:VolumeUsage\.gp2", said=_volume("gp2")),
    UsageKind(name="gp3 volumes", pattern=r"EBS:VolumeUsage\.gp3", said=_volume("gp3")),
    UsageKind(name="gp3 volumes: IOPS", pattern=r"EBS:VolumeP-IOPS\.gp3", said="gp3 iops"),
    UsageKind(name="gp3 volumes: throughput", pattern=r"EBS:VolumeP-Throughput\.gp3", said="gp3 throughput"),
    UsageKind(name="io1 volumes", pattern=r"EBS:VolumeUsage\.piops", said=_volume("io1", "provisioned iops ssd")),
    UsageKind(name="io1 volumes: IOPS", pattern=r"EBS:VolumeP-IOPS\.piops", said="io1 iops"),
    UsageKind(name="io2 volumes", pattern=r"EBS:VolumeUsage\.io2", said=_volume("io2")),
    UsageKind(name="io2 volumes: IOPS", pattern=r"EBS:VolumeP-IOPS\.io2", said="io2 iops"),
    UsageKind(name="st1 volumes", pattern=r"EBS:VolumeUsage\.st1", said=_volume("st1", "throughput optimized hdd")),
    UsageKind(name="sc1 volumes", pattern=r"EBS:VolumeUsage\.sc1", said=_volume("sc1", "cold hdd")),
    UsageKind(name="magnetic volumes", pattern=r"EBS:VolumeUsage$|EBS:VolumeIOUsage", said="magnetic volumes"),
    UsageKind(name="RDS provisioned IOPS", pattern=r"RDS:.*(PIOPS$|-IOPS)", said="rds iops, rds provisioned iops"),
    UsageKind(
        name="RDS backup storage", pattern=r"RDS:ChargedBackupUsage|Aurora:BackupUsage",
        said="rds backups, rds backup storage, rds snapshots, database backups, database snapshots, aurora backups",
    ),
    UsageKind(
        name="RDS storage", pattern=r"RDS:.*Storage|Aurora:.*StorageUsage",
        said="rds storage, database storage, storage of rds, rds disk, aurora storage",
    ),
    UsageKind(name="database instances", pattern=r"(InstanceUsage|Multi-AZUsage|Multi-AZClusterUsage):db"),
    UsageKind(
        name="log ingestion", pattern=r"^DataProcessing-(IA-)?Bytes$|VendedLog-Bytes",
        said="log ingestion, logs ingestion, cloudwatch log ingestion, cloudwatch logs ingestion, ingested logs, "
        "log data ingestion, ingesting logs",
    ),
    UsageKind(
        name="S3 Intelligent-Tiering storage", pattern=r"TimedStorage-INT-",
        said="intelligent tiering, intelligent-tiering, s3 intelligent tiering, s3 intelligent-tiering",
    ),
    UsageKind(
        name="S3 infrequent access storage", pattern=r"TimedStorage-(SIA|ZIA)-",
        said="infrequent access, s3 infrequent access, standard-ia, s3 standard-ia, infrequent access storage",
    ),
    UsageKind(
        name="S3 Glacier Deep Archive storage", pattern=r"TimedStorage-GDA",
        said="deep archive, glacier deep archive, s3 deep archive",
    ),
    UsageKind(
        name="S3 Glacier Instant Retrieval storage", pattern=r"TimedStorage-GIR",
        said="glacier instant retrieval, glacier instant",
    ),
    UsageKind(name="idle public IPv4 addresses", pattern=r"PublicIPv4:IdleAddress|ElasticIP:IdleAddress"),
    UsageKind(
        name="load balancer capacity units", pattern=r"LCUUsage",
        said="lcu, lcus, load balancer capacity units, lcu usage, load balancer capacity, lcu hours, "
        "load balancer lcus",
    ),
    UsageKind(
        name="load balancer hours", pattern=r"LoadBalancerUsage", said="load balancer hours, hours of load balancers"
    ),
)  # fmt: skip

IOPS: Final = "provisioned IOPS"
"""A name for all kinds that are IOPS, whatever of."""
OTHER_NAMES: Final = {IOPS: "provisioned iops, piops, iops, provisioned io"}
_COMPILED: Final = tuple((kind.name, re.compile(kind.pattern)) for kind in KINDS)

_FAMILY: Final = re.compile(
    r"(?:BoxUsage|SpotUsage|HeavyUsage|DedicatedUsage|HostUsage|ReservedHostUsage|UnusedBox|UnusedDed|InstanceUsage|"
    r"Multi-AZUsage|Multi-AZClusterUsage|NodeUsage|ESInstance|Node|Notebk|Host|Hosting|Train):"
    r"(?:(?:db|cache|ml)\.)?([a-z][a-z0-9-]*)(?:\.|$)"
)
_GRAVITON: Final = re.compile(r"[a-z]+\d+[a-z]*g[a-z]*|a1")
GRAVITON: Final = "Graviton"


def usage_kind_of(usage_type: str) -> str:
    """The kind of a usage type; empty where it has none."""
    plain = without_region_as_spelled(usage_type)
    return next((name for name, pattern in _COMPILED if pattern.search(plain)), "")


def kinds_called(asked: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the known kinds that a name means: the kind and its parts, or all that are IOPS."""
    wanted = asked.casefold()
    if wanted == IOPS.casefold():
        return tuple(name for name in known if name.casefold().endswith("iops"))
    return tuple(name for name in known if name.casefold() == wanted or name.casefold().startswith(f"{wanted}:"))


def instance_family_of(usage_type: str) -> str:
    """The family of the instances that a usage type meters: m5 of `BoxUsage:m5.large`; empty for anything else."""
    found = _FAMILY.search(usage_type)
    return found[1] if found else ""


def families_called(asked: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the known families that a name means: one, or all that run on Graviton."""
    if asked == GRAVITON:
        return tuple(name for name in known if _GRAVITON.fullmatch(name))
    return tuple(name for name in known if name == asked.casefold())


_EC2: Final = """
    a1 c1 c3 c4 c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8g c8gd c8i d2 d3
    d3en dl1 f1 f2 g3 g4ad g4dn g5 g5g g6 g6e gr6 h1 hpc6a hpc7g i2 i3 i3en i4g i4i i7i i7ie i8g im4gn inf1 inf2 is4gen
    m1 m3 m4 m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8g m8gd m8i mac1
    mac2 p2 p3 p3dn p4d p4de p5 p5e p5en r3 r4 r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g
    r7gd r7i r7iz r8g r8gd r8i t1 t2 t3 t3a t4g trn1 trn1n trn2 u-6tb1 vt1 x1 x1e x2gd x2idn x2iedn x2iezn x8g z1d
"""
INSTANCE_FAMILIES: Final = tuple(_EC2.split())
"""Families of EC2 instances, for what a bill does not have."""
