"""One thing of every kind, as AWS answers: the least that each operation's answer has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
_ARN = "arn:aws:{}:us-east-1:111122223333:{}"
BALANCER = _ARN.format("elasticloadbalancing", "loadbalancer/app/shop/1")
GROUP = _ARN.format("elasticloadbalancing", "targetgroup/shop/1")

ANSWERS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("ec2", "DescribeInstances"): {"Reservations": [{"Instances": [{
        "InstanceId": "i-1", "InstanceType": "m6i.large", "State": {"Name": "stopped"}, "LaunchTime": LONG_AGO,
        "StateTransitionReason": "User initiated (2026-04-01 12:00:00 GMT)", "RootDeviceName": "/dev/xvda",
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": "vol-1"}}],
        "Monitoring": {"State": "disabled"}, "Tags": [{"Key": "team", "Value": "shop"}]}]}]},
    ("ec2", "DescribeVolumes"): {"Volumes": [{
        "VolumeId": "vol-1", "Size": 100, "VolumeType": "gp3", "State": "available", "CreateTime": LONG_AGO,
        "Attachments": []}]},
    ("ec2", "DescribeSnapshots"): {"Snapshots": [{
        "SnapshotId": "snap-1", "VolumeId": "vol-1", "VolumeSize": 8, "StartTime": LONG_AGO}]},
    ("ec2", "DescribeFastSnapshotRestores"): {"FastSnapshotRestores": [{
        "SnapshotId": "snap-1", "AvailabilityZone": "us-east-1a", "State": "enabled", "EnabledTime": LONG_AGO}]},
    ("ec2", "DescribeImages"): {"Images": [{
        "ImageId": "ami-1", "Name": "web", "CreationDate": "2025-01-01T00:00:00.000Z",
        "BlockDeviceMappings": [{"Ebs": {"SnapshotId": "snap-1"}}, {"VirtualName": "ephemeral0"}]}]},
    ("ec2", "DescribeLaunchTemplateVersions"): {"LaunchTemplateVersions": [{
        "LaunchTemplateId": "lt-1", "VersionNumber": 1, "LaunchTemplateData": {"ImageId": "ami-2"}}]},
    ("ec2", "DescribeCapacityReservations"): {"CapacityReservations": [{
        "CapacityReservationId": "cr-1", "State": "active", "AvailableInstanceCount": 2, "CreateDate": LONG_AGO}]},
    ("autoscaling", "DescribeAutoScalingGroups"): {"AutoScalingGroups": [{
        "AutoScalingGroupName": "web", "MinSize": 1, "MaxSize": 2, "DesiredCapacity": 1, "Instances": []}]},
    ("autoscaling", "DescribePolicies"): {"ScalingPolicies": [{"AutoScalingGroupName": "web"}]},
    ("lambda", "ListFunctions"): {"Functions": [{
        "FunctionName": "resize", "FunctionArn": _ARN.format("lambda", "function:resize"), "Runtime": "python3.12",
        "MemorySize": 128, "Timeout": 3, "LastModified": "2025-01-01T00:00:00.000+0000"}]},
    ("lambda", "ListTags"): {"Tags": {"team": "shop"}},
    ("lambda", "ListProvisionedConcurrencyConfigs"): {"ProvisionedConcurrencyConfigs": [
        {"RequestedProvisionedConcurrentExecutions": 5}]},
    ("s3", "ListBuckets"): {"Buckets": [{"Name": "archive", "CreationDate": LONG_AGO}]},
    ("s3", "GetBucketLocation"): {"LocationConstraint": "eu-west-1"},
    ("s3", "GetBucketLifecycleConfiguration"): {"Rules": [
        {"Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]},
    ("s3", "GetBucketVersioning"): {},
    ("s3", "GetBucketTagging"): {"TagSet": []},
    ("efs", "DescribeFileSystems"): {"FileSystems": [{
        "FileSystemId": "fs-1", "SizeInBytes": {"Value": 5}, "NumberOfMountTargets": 0, "CreationTime": LONG_AGO}]},
    ("efs", "DescribeLifecycleConfiguration"): {"LifecyclePolicies": []},
    ("ecr", "DescribeRepositories"): {"repositories": [{"repositoryName": "web"}]},
    ("ecr", "GetLifecyclePolicy"): {"lifecyclePolicyText": "{}"},
    ("ec2", "DescribeAddresses"): {"Addresses": [{"AllocationId": "eipalloc-1", "PublicIp": "192.0.2.1"}]},
    ("ec2", "DescribeNatGateways"): {"NatGateways": [{
        "NatGatewayId": "nat-1", "State": "available", "VpcId": "vpc-1", "CreateTime": LONG_AGO}]},
    ("ec2", "DescribeRouteTables"): {"RouteTables": [{"RouteTableId": "rtb-1", "Routes": [{"NatGatewayId": "nat-1"}]}]},
    ("ec2", "DescribeVpcEndpoints"): {"VpcEndpoints": [{
        "VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "State": "Available", "SubnetIds": ["a", "b"]}]},
    ("ec2", "DescribeTransitGatewayAttachments"): {"TransitGatewayAttachments": [{
        "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "ResourceType": "vpc"}]},
    ("ec2", "DescribeVpnConnections"): {"VpnConnections": [{
        "VpnConnectionId": "vpn-1", "VgwTelemetry": [{"Status": "DOWN"}, {"Status": "UP"}]}]},
    ("ec2", "DescribeVpcs"): {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]},
    ("elbv2", "DescribeLoadBalancers"): {"LoadBalancers": [{
        "LoadBalancerArn": BALANCER, "LoadBalancerName": "shop", "Type": "application", "CreatedTime": LONG_AGO}]},
    ("elbv2", "DescribeTargetGroups"): {"TargetGroups": [{"TargetGroupArn": GROUP, "LoadBalancerArns": [BALANCER]}]},
    ("elbv2", "DescribeTargetHealth"): {"TargetHealthDescriptions": [{}]},
    ("elbv2", "DescribeListeners"): {"Listeners": [{}]},
    ("elbv2", "DescribeTags"): {"TagDescriptions": [{"ResourceArn": BALANCER, "Tags": []}]},
    ("elb", "DescribeLoadBalancers"): {"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "Instances": []}]},
    ("route53", "ListHostedZones"): {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "example.com."}]},
    ("rds", "DescribeDBInstances"): {"DBInstances": [{
        "DBInstanceIdentifier": "orders", "DBInstanceArn": _ARN.format("rds", "db:orders"), "Engine": "postgres",
        "DBInstanceClass": "db.r6g.large", "DBInstanceStatus": "available", "InstanceCreateTime": LONG_AGO}]},
    ("rds", "DescribeDBClusters"): {"DBClusters": [{"DBClusterIdentifier": "main", "Engine": "aurora-mysql"}]},
    ("rds", "DescribeDBSnapshots"): {"DBSnapshots": [{"DBSnapshotIdentifier": "before", "SnapshotType": "manual"}]},
    ("elasticache", "DescribeCacheClusters"): {"CacheClusters": [{"CacheClusterId": "sessions", "Engine": "redis"}]},
    ("elasticache", "ListTagsForResource"): {"TagList": []},
    ("opensearch", "ListDomainNames"): {"DomainNames": [{"DomainName": "search"}]},
    ("opensearch", "DescribeDomains"): {"DomainStatusList": [{"DomainName": "search", "ClusterConfig": {}}]},
    ("redshift", "DescribeClusters"): {"Clusters": [{"ClusterIdentifier": "warehouse", "NodeType": "ra3.xlplus"}]},
    ("dynamodb", "ListTables"): {"TableNames": ["carts"]},
    ("dynamodb", "DescribeTable"): {"Table": {"TableName": "carts", "TableStatus": "ACTIVE"}},
    ("dynamodb", "ListTagsOfResource"): {"Tags": []},
    ("ecs", "ListClusters"): {"clusterArns": [_ARN.format("ecs", "cluster/shop")]},
    ("ecs", "ListServices"): {"serviceArns": [_ARN.format("ecs", "service/shop/web")]},
    ("ecs", "DescribeServices"): {"services": [{
        "serviceArn": _ARN.format("ecs", "service/shop/web"), "serviceName": "web", "taskDefinition": "web:1"}]},
    ("ecs", "DescribeTaskDefinition"): {"taskDefinition": {"cpu": "256", "memory": "512"}},
    ("eks", "ListClusters"): {"clusters": ["main"]},
    ("eks", "DescribeCluster"): {"cluster": {"name": "main", "version": "1.33", "status": "ACTIVE"}},
    ("eks", "ListNodegroups"): {"nodegroups": []},
    ("eks", "ListFargateProfiles"): {"fargateProfileNames": []},
    ("sagemaker", "ListEndpoints"): {"Endpoints": [{"EndpointName": "rank", "EndpointStatus": "InService"}]},
    ("sagemaker", "DescribeEndpoint"): {"ProductionVariants": [{"VariantName": "all"}]},
    ("sagemaker", "ListNotebookInstances"): {"NotebookInstances": [{"NotebookInstanceName": "lab"}]},
    ("kinesis", "ListStreams"): {"StreamNames": ["clicks"]},
    ("kinesis", "DescribeStreamSummary"): {"StreamDescriptionSummary": {"StreamName": "clicks", "OpenShardCount": 4}},
    ("logs", "DescribeLogGroups"): {"logGroups": [{
        "logGroupName": "/app", "arn": _ARN.format("logs", "log-group:/app:*"), "creationTime": 1735689600000,
        "storedBytes": 10}]},
    ("cloudwatch", "DescribeAlarms"): {"MetricAlarms": [{"AlarmName": "high", "StateValue": "OK"}]},
    ("cloudtrail", "DescribeTrails"): {"trailList": [
        {"Name": "all", "HomeRegion": "us-east-1"}, {"Name": "far", "HomeRegion": "eu-west-1"}]},
    ("cloudtrail", "GetTrailStatus"): {"IsLogging": True},
    ("cloudtrail", "GetEventSelectors"): {"AdvancedEventSelectors": [
        {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]},
    ("secretsmanager", "ListSecrets"): {"SecretList": [{"Name": "token", "CreatedDate": LONG_AGO}]},
    ("kms", "ListKeys"): {"Keys": [{"KeyId": "key-1"}]},
    ("kms", "DescribeKey"): {"KeyMetadata": {"KeyState": "Enabled", "KeyManager": "CUSTOMER"}},
    ("support", "DescribeTrustedAdvisorChecks"): {"checks": [
        {"id": "DAvU99Dc4C", "name": "Underutilized", "category": "cost_optimizing", "metadata": []}]},
    ("support", "DescribeTrustedAdvisorCheckResult"): {"result": {"flaggedResources": []}},
}  # fmt: skip
