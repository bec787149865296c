"""AWS services: the short name people use, and every way a bill spells it.

Bills name one service differently: FOCUS and Cost Explorer write titles, CUR and some FOCUS exports write codes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """`name` is the short name; `titles` are spellings in bills; `nicknames` only people say.

    `ambiguous` names are plain English words: only with their vendor ("AWS Backup") do they mean the service.
    """

    name: str
    titles: tuple[str, ...]
    nicknames: tuple[str, ...] = ()
    ambiguous: bool = False


SERVICES: tuple[Service, ...] = (
    Service("EC2", ("Amazon Elastic Compute Cloud", "Amazon Elastic Compute Cloud - Compute", "EC2 - Other")),
    Service("S3", ("Amazon Simple Storage Service",), ("simple storage",)),
    Service("RDS", ("Amazon Relational Database Service", "Amazon RDS Service"), ("relational database",)),
    Service("Lambda", ("AWS Lambda",), ("lambda functions", "lambdas")),
    Service("DynamoDB", ("Amazon DynamoDB",), ("dynamo", "dynamo db")),
    Service("CloudFront", ("Amazon CloudFront",), ("cloud front",)),
    Service("CloudWatch", ("Amazon CloudWatch", "AmazonCloudWatch"), ("cloud watch",)),
    Service("CloudWatch Events", ("CloudWatch Events", "Amazon EventBridge", "AWSEvents"), ("eventbridge",)),
    Service("VPC", ("Amazon Virtual Private Cloud",), ("virtual private cloud",)),
    Service("ELB", ("Elastic Load Balancing", "AWSELB"), ("load balancers", "load balancer", "load balancing")),
    Service("ECS", ("Amazon Elastic Container Service",), ("elastic container service",)),
    Service(
        "EKS",
        ("Amazon Elastic Container Service for Kubernetes", "Amazon Elastic Kubernetes Service"),
        ("elastic kubernetes service", "kubernetes"),
    ),
    Service(
        "ECR", ("Amazon EC2 Container Registry (ECR)", "Amazon Elastic Container Registry"), ("container registry",)
    ),
    Service("EFS", ("Amazon Elastic File System",), ("elastic file system",)),
    Service("FSx", ("Amazon FSx",)),
    Service("SQS", ("Amazon Simple Queue Service", "AWSQueueService"), ("simple queue service",)),
    Service("SNS", ("Amazon Simple Notification Service",), ("simple notification service",)),
    Service("SES", ("Amazon Simple Email Service",), ("simple email service",)),
    Service("KMS", ("AWS Key Management Service",), ("key management service",)),
    Service("Glue", ("AWS Glue",)),
    Service("Athena", ("Amazon Athena",)),
    Service("Redshift", ("Amazon Redshift",)),
    Service("EMR", ("Amazon Elastic MapReduce", "Amazon EMR"), ("elastic mapreduce",)),
    Service("Kinesis", ("Amazon Kinesis", "Amazon Kinesis Data Streams")),
    Service("Firehose", ("Amazon Kinesis Firehose", "Amazon Data Firehose"), ("kinesis firehose", "data firehose")),
    Service("OpenSearch", ("Amazon OpenSearch Service", "Amazon Elasticsearch Service"), ("elasticsearch",)),
    Service("ElastiCache", ("Amazon ElastiCache",), ("elasti cache",)),
    Service("MSK", ("Amazon Managed Streaming for Apache Kafka",), ("managed kafka",)),
    Service("SageMaker", ("Amazon SageMaker",), ("sage maker",)),
    Service("Bedrock", ("Amazon Bedrock",)),
    Service("API Gateway", ("Amazon API Gateway",), ("apigateway", "api gw")),
    Service("Route 53", ("Amazon Route 53",), ("route53",)),
    Service("Step Functions", ("AWS Step Functions", "AmazonStates"), ("stepfunctions",)),
    Service("Config", ("AWS Config",), ("aws config",), ambiguous=True),
    Service("CloudTrail", ("AWS CloudTrail",), ("cloud trail",)),
    Service("GuardDuty", ("Amazon GuardDuty",), ("guard duty",)),
    Service("Security Hub", ("AWS Security Hub",)),
    Service("Inspector", ("Amazon Inspector",), ambiguous=True),
    Service("Macie", ("Amazon Macie",)),
    Service("WAF", ("AWS WAF",)),
    Service("Shield", ("AWS Shield",), ("aws shield",), ambiguous=True),
    Service("Secrets Manager", ("AWS Secrets Manager",)),
    Service("Systems Manager", ("AWS Systems Manager",), ("ssm",), ambiguous=True),
    Service("QuickSight", ("Amazon QuickSight",), ("quick sight",)),
    Service("Glacier", ("Amazon Glacier", "Amazon S3 Glacier"), ("s3 glacier",)),
    Service("Backup", ("AWS Backup",), ("aws backup",), ambiguous=True),
    Service("Transfer Family", ("AWS Transfer Family",)),
    Service("DataSync", ("AWS DataSync",)),
    Service("Direct Connect", ("AWS Direct Connect",)),
    Service("WorkSpaces", ("Amazon WorkSpaces",)),
    Service("Connect", ("Amazon Connect",), ("amazon connect",), ambiguous=True),
    Service("Cognito", ("Amazon Cognito",)),
    Service("AppSync", ("AWS AppSync",)),
    Service("Amplify", ("AWS Amplify",), ambiguous=True),
    Service("Batch", ("AWS Batch",), ("aws batch",), ambiguous=True),
    Service("Lightsail", ("Amazon Lightsail",)),
    Service("CodeBuild", ("AWS CodeBuild", "CodeBuild")),
    Service("CodePipeline", ("AWS CodePipeline",)),
    Service("DocumentDB", ("Amazon DocumentDB (with MongoDB compatibility)", "Amazon DocumentDB"), ("docdb",)),
    Service("Neptune", ("Amazon Neptune",)),
    Service("MQ", ("Amazon MQ",), ("amazon mq",), ambiguous=True),
    Service("Budgets", ("AWS Budgets",), ("aws budgets",), ambiguous=True),
    Service("Cost Explorer", ("AWS Cost Explorer",), ambiguous=True),
    Service("Textract", ("Amazon Textract",)),
    Service("Rekognition", ("Amazon Rekognition",)),
    Service("Comprehend", ("Amazon Comprehend",), ambiguous=True),
    Service("Transcribe", ("Amazon Transcribe",)),
    Service("Polly", ("Amazon Polly",), ambiguous=True),
    Service("X-Ray", ("AWS X-Ray",), ("xray",)),
    Service("Database Migration Service", ("AWS Database Migration Service",), ("dms",)),
    Service("Kendra", ("Amazon Kendra",)),
    Service("Lex", ("Amazon Lex",), ("amazon lex",), ambiguous=True),
    Service("Personalize", ("Amazon Personalize",), ("amazon personalize",), ambiguous=True),
    Service("Translate", ("Amazon Translate",), ("amazon translate",), ambiguous=True),
    Service("Fraud Detector", ("Amazon Fraud Detector",)),
    Service("Augmented AI", ("Amazon Augmented AI",)),
    Service("HealthLake", ("Amazon HealthLake", "AWS HealthLake")),
    Service("CodeGuru", ("Amazon CodeGuru",)),
    Service("DevOps Guru", ("Amazon DevOps Guru",)),
    Service("MemoryDB", ("Amazon MemoryDB", "Amazon MemoryDB for Redis")),
    Service("Keyspaces", ("Amazon Keyspaces (for Apache Cassandra)", "Amazon MCS"), ("amazon keyspaces",)),
    Service("Timestream", ("Amazon Timestream",)),
    Service("QLDB", ("Amazon Quantum Ledger Database",)),
    Service("Managed Blockchain", ("Amazon Managed Blockchain",)),
    Service("App Runner", ("AWS App Runner",), ("apprunner",)),
    Service("Elastic Beanstalk", ("AWS Elastic Beanstalk",), ("beanstalk",)),
    Service("Outposts", ("AWS Outposts",)),
    Service("Global Accelerator", ("AWS Global Accelerator",)),
    Service("Lake Formation", ("AWS Lake Formation",)),
    Service("MWAA", ("Amazon Managed Workflows for Apache Airflow",), ("managed airflow",)),
    Service("AppFlow", ("Amazon AppFlow",)),
    Service("Pinpoint", ("Amazon Pinpoint",), ("amazon pinpoint",), ambiguous=True),
    Service("IoT", ("AWS IoT", "AWS IoT Core"), ("iot core", "aws iot core"), ambiguous=True),
    Service("Greengrass", ("AWS Greengrass", "AWS IoT Greengrass")),
    Service("GameLift", ("Amazon GameLift",)),
    Service("MediaConvert", ("AWS Elemental MediaConvert",)),
    Service("MediaLive", ("AWS Elemental MediaLive",)),
    Service("MediaPackage", ("AWS Elemental MediaPackage",)),
    Service("MediaStore", ("AWS Elemental MediaStore",)),
    Service("IVS", ("Amazon Interactive Video Service",)),
    Service("Storage Gateway", ("AWS Storage Gateway",)),
    Service("Snowball", ("AWS Snowball", "AWS Import/Export Snowball")),
    Service("Elastic Disaster Recovery", ("AWS Elastic Disaster Recovery",)),
    Service("Detective", ("Amazon Detective",), ("amazon detective",), ambiguous=True),
    Service("Network Firewall", ("AWS Network Firewall",)),
    Service("Firewall Manager", ("AWS Firewall Manager",)),
    Service("CloudHSM", ("AWS CloudHSM",)),
    Service("Certificate Manager", ("AWS Certificate Manager",)),
    Service("Directory Service", ("AWS Directory Service",)),
    Service("CodeArtifact", ("AWS CodeArtifact",)),
    Service("CodeCommit", ("AWS CodeCommit",)),
    Service("CodeDeploy", ("AWS CodeDeploy",)),
    Service("Cloud9", ("AWS Cloud9",)),
    Service("AppStream", ("Amazon AppStream",)),
    Service("WorkMail", ("Amazon WorkMail",)),
    Service("WorkDocs", ("Amazon WorkDocs",)),
    Service("Chime", ("Amazon Chime",)),
    Service("Managed Grafana", ("Amazon Managed Grafana",)),
    Service("Managed Prometheus", ("Amazon Managed Service for Prometheus",)),
    Service("CloudFormation", ("AWS CloudFormation",)),
    Service("Service Catalog", ("AWS Service Catalog",)),
    Service("Control Tower", ("AWS Control Tower",)),
    Service("Device Farm", ("AWS Device Farm",)),
    Service("CloudSearch", ("Amazon CloudSearch",)),
    Service("SimpleDB", ("Amazon SimpleDB",)),
    Service("Data Pipeline", ("AWS Data Pipeline",), ("aws data pipeline",), ambiguous=True),
    Service("Location Service", ("Amazon Location Service",), ("amazon location service",), ambiguous=True),
    Service("Verified Permissions", ("Amazon Verified Permissions",)),
    Service("VPC Lattice", ("Amazon VPC Lattice",)),
    Service("Resilience Hub", ("AWS Resilience Hub",)),
    Service("Fault Injection Service", ("AWS Fault Injection Service", "AWS Fault Injection Simulator")),
    Service("Q", ("Amazon Q", "Amazon Q Business", "Amazon Q Developer"), ("amazon q",), ambiguous=True),
    Service("Braket", ("Amazon Braket",)),
    Service("Ground Station", ("AWS Ground Station",)),
)

_VENDOR = re.compile(r"^(amazon|aws)\s*", re.IGNORECASE)
_OTHER = re.compile(r"[^a-z0-9]+")


def squash(name: str) -> str:
    """A spelling without vendor, case, spaces and punctuation: `Amazon Route 53` and `AmazonRoute53` are one."""
    return _OTHER.sub("", _VENDOR.sub("", name.strip()).lower())


def _index() -> dict[str, Service]:
    index: dict[str, Service] = {}
    for service in SERVICES:
        for spelling in (service.name, *service.titles, *service.nicknames):
            index.setdefault(squash(spelling), service)
    return index


_BY_SPELLING = _index()


def match_service(asked: str, in_bill: Iterable[str]) -> tuple[str, ...]:
    """The bill's own names for the service a person means; empty when the bill has none.

    A name the bill spells exactly (but for case) wins over a known service.
    """
    names = tuple(in_bill)
    exact = tuple(name for name in names if name.casefold() == asked.casefold())
    if exact:
        return exact
    wanted = squash(asked)
    service = _BY_SPELLING.get(wanted)
    return tuple(
        name
        for name in names
        if (found := squash(name)) == wanted or (service is not None and _BY_SPELLING.get(found) is service)
    )
