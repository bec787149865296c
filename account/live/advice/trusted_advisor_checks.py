"""Trusted Advisor's cost checks by id, from the Support user guide's page "Cost optimization" (autumn 2026).

Ids are easily mixed up between tools that copied each other; `ListChecks` and `DescribeTrustedAdvisorChecks` give the
names to compare with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from account.aws_advice import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCheck:
    """A check: what it is about and what its advice comes to. `saving_at` is the place of the saving in its rows."""

    id: str
    title: str
    service: str
    deed: Deed
    saving_at: int | None = None


def _check(id_: str, title: str, service: str, deed: Deed, saving_at: int | None = None) -> KnownCheck:
    return KnownCheck(id=id_, title=f"Trusted Advisor: {title}", service=service, deed=deed, saving_at=saving_at)


_ALL: Final = (
    _check("c18d2gz127", "account outside an organization", "Organizations", "review"),
    _check("Cm24dfsM12", "underused Comprehend endpoint", "Comprehend", "remove"),
    _check("Qsdfp3A4L2", "SQL Server instances to consolidate", "EC2", "review"),
    _check("Qsdfp3A4L1", "SQL Server instance larger than its edition uses", "EC2", "resize"),
    _check("c18d2gz150", "EC2 instance stopped for long", "EC2", "remove"),
    _check("1e93e4c0b5", "reservation that ends soon", "EC2", "commit"),
    _check("cX3c2R1chu", "EC2 reservations to buy", "EC2", "commit"),
    _check("c18d2gz128", "ECR repository without a lifecycle policy", "ECR", "review"),
    _check("51fC20e7I2", "Route 53 latency record sets", "Route 53", "review"),
    _check("c18d2gz100", "S3 bucket without a lifecycle policy", "S3", "review"),
    _check("c1cj39rr6v", "unfinished multipart uploads", "S3", "review"),
    _check("c18d2gz171", "versioned S3 bucket without a lifecycle policy", "S3", "review"),
    _check("L4dfs2Q3C3", "Lambda functions that time out", "Lambda", "review"),
    _check("L4dfs2Q3C2", "Lambda functions with many errors", "Lambda", "review"),
    _check("Wxdfp4B1L1", "high risks of cost in Well-Architected reviews", "Well-Architected", "review"),
    _check("hjLMh88uM8", "idle load balancer", "ELB", "remove", 3),
    _check("c2vlfg0bfw", "inactive Network Firewall", "Network Firewall", "remove"),
    _check("c2vlfg0jp6", "inactive interface endpoint", "VPC", "remove"),
    _check("c2vlfg0k35", "inactive Gateway Load Balancer endpoint", "VPC", "remove"),
    _check("c2vlfg022t", "inactive NAT gateway", "VPC", "remove"),
    _check("Z4AUBRNSmz", "unassociated Elastic IP address", "EC2", "remove"),
    _check("DAvU99Dc4C", "underused EBS volume", "EBS", "remove", 5),
    _check("G31sQ1E9U", "underused Redshift cluster", "Redshift", "remove", 5),
    _check("COr6dfpM03", "over-provisioned EBS volume", "EBS", "resize"),
    _check("Ti39halfu8", "idle RDS database", "RDS", "remove", 6),
    _check("COr6dfpM05", "over-provisioned Lambda function", "Lambda", "resize"),
    _check("Qch7DwouX1", "EC2 instance with low use", "EC2", "remove", 4),
    _check("c1z7kmr00n", "EC2 instance, from Cost Optimization Hub", "EC2", "resize"),
    _check("c1z7kmr01n", "Auto Scaling group, from Cost Optimization Hub", "EC2", "resize"),
    _check("c1z7kmr02n", "EBS volume, from Cost Optimization Hub", "EBS", "resize"),
    _check("c1z7kmr03n", "RDS database, from Cost Optimization Hub", "RDS", "resize"),
    _check("c1z7kmr04n", "RDS storage, from Cost Optimization Hub", "RDS", "resize"),
    _check("c1z7kmr05n", "Lambda function, from Cost Optimization Hub", "Lambda", "resize"),
    _check("c1z7kmr06n", "Fargate service, from Cost Optimization Hub", "ECS", "resize"),
    _check("c1z7kmr08n", "SageMaker Savings Plans, from Cost Optimization Hub", "SageMaker", "commit"),
    _check("c1z7kmr09n", "Compute Savings Plans, from Cost Optimization Hub", "EC2", "commit"),
    _check("c1z7kmr11n", "RDS reservations, from Cost Optimization Hub", "RDS", "commit"),
    _check("c1z7kmr12n", "Redshift reservations, from Cost Optimization Hub", "Redshift", "commit"),
    _check("c1z7kmr13n", "ElastiCache reservations, from Cost Optimization Hub", "ElastiCache", "commit"),
    _check("c1z7kmr14n", "OpenSearch reservations, from Cost Optimization Hub", "OpenSearch", "commit"),
    _check("c1z7kmr15n", "DynamoDB reservations, from Cost Optimization Hub", "DynamoDB", "commit"),
    _check("c1z7kmr16n", "MemoryDB reservations, from Cost Optimization Hub", "MemoryDB", "commit"),
    _check("c1z7kmr17n", "Aurora storage, from Cost Optimization Hub", "RDS", "resize"),
    _check("c1z7kmr18n", "NAT gateway, from Cost Optimization Hub", "VPC", "remove"),
)
COST_CHECKS: Final[Mapping[str, KnownCheck]] = {check.id: check for check in _ALL}
