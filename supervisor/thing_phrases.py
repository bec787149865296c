"""The texts behind names: dimensions, kinds of charges, parts of services, environments, and what they are called."""

DIMENSION = {
    "service": "service, aws service, product, cloud service, service name",
    "account": "account, aws account, linked account, member account, sub-account, sub account, subaccount, "
    "accountid, account id, subscription id",
    "billing_account": "billing account, payer account, payer",
    "region": "region, aws region, location, geography, geo",
    "zone": "availability zone, az, zone",
    "resource": "resource, resource id, arn",
    "resource_type": "resource type",
    "usage_type": "usage type, usagetype, usage-type",
    "usage_family": "usage family, usage type group, cost family",
    "operation": "operation, api operation",
    "charge_category": "charge category, chargecategory",
    "kind": "kind, charge type, line item type, record type, kind of charge, type of charge, charge kind, cost type",
    "pricing": "pricing category, purchase option, purchase type, pricing model, purchasing option",
    "provider": "provider, cloud provider",
    "publisher": "publisher, vendor, seller",
    "invoice": "invoice id, invoice number",
    "service_category": "service category, cost category of service, category",
    "team": "team, squad",
    "tag:department": "department, dept",
    "tag:environment": "environment, env",
    "tag:project": "project",
    "tag:application": "application, app",
    "tag:owner": "owner",
    "tag:cost_center": "cost center, cost centre, cost-center, cost-centre, costcenter",
    "tag:business_unit": "business unit, bu, business-unit",
    "tag:workload": "workload, kubernetes workload, k8s workload",
    "tag:namespace": "namespace, kubernetes namespace, k8s namespace, eks namespace",
    "tag:cluster": "cluster, kubernetes cluster, k8s cluster, eks cluster, ecs cluster",
    "cost_category": "cost category, aws cost category",
    "resource_group": "resource group, resourcegroup, azure resource group",
    "compartment": "compartment, compartment name, oci compartment",
    "account_name": "subaccount name, sub-account name, sub account name, account name, linked account name",
    "tag:stage": "stage",
}

NO_PLURAL = frozenset({"az", "env", "geo", "bu", "dept", "accountid", "usagetype", "arn", "payer", "geography"})

KIND = {
    ("kind", "tax"): "tax, taxes, vat, sales tax, gst",
    (
        "kind",
        "support",
    ): "aws support, enterprise support, business support, developer support, support, support plan, premium support",
    ("kind", "marketplace"): "marketplace, aws marketplace, marketplace subscriptions, marketplace purchases, "
    "aws marketplace subscriptions, third-party marketplace, third-party software, third party software, "
    "third-party products, third-party vendors, third party vendors, 3rd party software, saas subscriptions, "
    "software subscriptions",
    ("kind", "refund"): "refunds, refunded, got refunded",
    (
        "kind",
        "credit",
    ): "credit, credits, credit memo, credit memos, credit note, credit notes, "
    "aws credits, promotional credits, promo credits, covered by credits, paid by credits, "
    "paid for by credits, credit usage",
    ("kind", "discount"): "discounts, edp discount, edp discounts, private pricing discount, discount",
}

FAMILY = {
    "Data transfer": "data transfer, data-transfer, datatransfer, bandwidth, egress, data egress, network transfer, "
    "data transfers, data transfer out, network egress, transfer, transfers, transferred, transferring",
    "Public IPv4 addresses": "public ipv4, public ipv4 addresses, public ipv4s, public ip addresses, public ips, "
    "elastic ip, elastic ips, elastic ip addresses, ipv4 addresses, public ipv4 address, public ip, "
    "ip addresses, ips, ipv4s",
    "NAT gateway": "nat gateway, nat gateways, nat, nat gw, nats, natgateway",
    "Snapshots": "backups, backup, backup storage, "
    "snapshot, snapshots, ebs snapshot, ebs snapshots, snapshot storage, ebs snapshot storage",
    "VPC endpoints": "vpc endpoint, vpc endpoints, interface endpoints, privatelink",
    "Transit gateway and VPN": "transit gateway, transit gateways, tgw",
    "Block storage": "ebs storage, ebs disk, ebs disks, "
    "ebs, ebs volume, ebs volumes, block storage, elastic block store, amazon ebs",
    "Containers": "containers, container services, container workloads, containerised workloads, "
    "containerized workloads",
    "Logs and metrics": "logging, monitoring, observability, logs and metrics, metrics and logs, "
    "logging and monitoring, monitoring and logging",
    "Load balancers": "load balancer, load balancers, load balancing, elastic load balancers",
}

FAMILY_BESIDE_COST = {("usage_family", "Data transfer"): "traffic, network traffic"}
"""Plain words that name a family only beside a word about cost: a forecast of traffic is none of costs."""

SERVICE_AND_FAMILY = {
    ("service", "EC2", "usage_family", "Compute instances"): "ec2 compute",
    ("service", "CloudWatch", "usage_family", "Logs and metrics"): "cloudwatch logs, amazon cloudwatch logs",
    ("service", "S3"): "s3 storage, amazon s3 storage",
    ("service_category", "Compute"): "compute",
    ("service_category", "Storage"): "storage",
    ("service_category", "Databases"): "databases, database",
    ("service_category", "Networking"): "networking",
    ("service_category", "AI and Machine Learning"): "ai, ai/ml, genai, gen ai, generative ai, machine learning, "
    "artificial intelligence",
}

EC2_OTHER = "ec2-other, ec2 other, ec2 - other, other ec2, ec2: other"
"""Cost Explorer's name for what EC2 bills beside instances: volumes, snapshots, addresses, gateways, data transfer."""

USAGE_UNIT: dict[str | tuple[str, ...], str] = {
    ("hour", "usage_family", "Compute instances"): "instance hours, instance-hours, compute hours, vm hours",
    "gb": "gb, gigabyte, gigabytes, gbs, gib, gb of, gigabytes of, gb-months, gb months",
    "tb": "tb, terabyte, terabytes, tbs, terabytes of",
    "request": "requests, request, api requests, invocations, invocation, api calls",
}

THINGS = {
    ("service", "EC2", "usage_family", "Compute instances"): "ec2 instance",
    ("service", "S3"): "s3 bucket",
    ("service", "RDS"): "rds instance, rds database",
    ("service", "Lambda"): "lambda function",
    ("service", "DynamoDB"): "dynamodb table",
}
"""Resources by their service; "the most expensive ones" are single resources, not parts of the service."""

NOT = {
    ("tag", "environment!=prod"): "non-production, non-prod, nonprod, nonproduction, non production, non prod, "
    "non-production environment, non-prod environment",
}

ENVIRONMENT = {
    ("tag", "environment=prod"): "prod, production, prod environment, production environment",
    ("tag", "environment=staging"): "staging, staging environment",
    ("tag", "environment=dev"): "dev, development, dev environment, development environment",
    ("tag", "environment=test"): "test environment, testing environment, qa environment",
}

ACCOUNTS = """
    production prod staging stage development dev test testing qa sandbox security logging audit shared networking
    management master root backup analytics
"""
"""What accounts of an organisation are called after."""

TYPES = "types, types of"
"""Of a part of a bill: its usage types."""

THINGS_PAID_FOR = "things, items"
"""What money goes to, in a word that names no dimension: services."""

OF_EACH = {
    "region": "regional",
    "tag:department": "departmental",
    "service": "service-level",
    "account": "account-level",
}
"""Adjectives that ask for the costs of each."""

GROUPED = {
    ("usage_type", "usage_family", "Compute instances"): "instance type, instance types, ec2 instance types, "
    "instance size, instance sizes, ec2 instance type",
}

GROUPED_MODEL = {
    ("usage_type", "service_category", "AI and Machine Learning"): "model, ai model, foundation model, language model, "
    "llm",
}
"""What AI services charge by."""

GROUPED_THING = {
    ("resource", "service", "S3"): "bucket, s3 bucket",
    ("usage_type", "service", "S3"): "storage class, s3 storage class, storage tier, s3 storage tier",
    ("resource", "usage_family", "Block storage"): "volume, ebs volume",
    ("resource", "service", "SQS"): "queue, sqs queue",
    ("resource", "service", "CloudFront"): "distribution, cloudfront distribution",
}
"""Single resources by the service that has them, in the singular: "by bucket", "which bucket"."""
