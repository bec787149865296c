"""One thing of every kind, as AWS answers: the least that each operation's answer has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
_ARN = "arn:aws:{}:us-east-1:111122223333:{}"
BALANCER = _ARN.format("elasticloadbalancing", "loadbalancer/app/shop/1")
GROUP = _ARN.format("elasticloadbalancing", "targetgroup/shop/1")

KAFKA = _ARN.format("kafka", "cluster/clicks/1")
FIREWALL = _ARN.format("network-firewall", "firewall/edge")
_POSTGRES = {"DBInstanceIdentifier": "orders", "Engine": "postgres"}

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
    ("s3", "GetBucketEncryption"): {"ServerSideEncryptionConfiguration": {"Rules": [
        {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": False}]}},
    ("s3", "GetBucketAccelerateConfiguration"): {"Status": "Enabled"},
    ("s3", "GetBucketPolicyStatus"): {"PolicyStatus": {"IsPublic": True}},
    ("s3", "GetBucketAcl"): {"Grants": []},
    ("s3", "GetPublicAccessBlock"): {},
    ("s3control", "GetPublicAccessBlock"): {},
    ("efs", "DescribeFileSystems"): {"FileSystems": [{
        "FileSystemId": "fs-1", "SizeInBytes": {"Value": 5}, "NumberOfMountTargets": 0, "CreationTime": LONG_AGO}]},
    ("efs", "DescribeLifecycleConfiguration"): {"LifecyclePolicies": []},
    ("efs", "DescribeMountTargets"): {"MountTargets": [{"AvailabilityZoneName": "us-east-1a", "VpcId": "vpc-1"}]},
    ("config", "DescribeConfigurationRecorders"): {"ConfigurationRecorders": [{
        "name": "default", "recordingGroup": {"allSupported": True}}]},
    ("guardduty", "ListDetectors"): {"DetectorIds": ["d1"]},
    ("guardduty", "GetDetector"): {"Status": "ENABLED", "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}]},
    ("budgets", "DescribeBudgets"): {"Budgets": []},
    ("ce", "GetAnomalyMonitors"): {"AnomalyMonitors": []},
    ("cloudwatch", "ListMetrics"): {"Metrics": [
        {"Namespace": "Shop", "MetricName": "orders", "Dimensions": [{"Name": "pod", "Value": pod}]}
        for pod in ("a", "b")] + [{"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": []}]},
    ("ecr", "DescribeRepositories"): {"repositories": [{"repositoryName": "web"}]},
    ("ecr", "DescribeImages"): {"imageDetails": [
        {"imageSizeInBytes": 700, "imageTags": ["live"], "lastRecordedPullTime": LONG_AGO}, {"imageSizeInBytes": 50}]},
    ("ecr", "GetLifecyclePolicy"): {"lifecyclePolicyText": "{}"},
    ("ec2", "DescribeAddresses"): {"Addresses": [{"AllocationId": "eipalloc-1", "PublicIp": "192.0.2.1"}]},
    ("ec2", "DescribeNatGateways"): {"NatGateways": [{
        "NatGatewayId": "nat-1", "State": "available", "VpcId": "vpc-1", "CreateTime": LONG_AGO}]},
    ("ec2", "DescribeSubnets"): {"Subnets": [{"SubnetId": "subnet-1", "AvailabilityZone": "us-east-1a"}]},
    ("ec2", "DescribeRouteTables"): {"RouteTables": [{"RouteTableId": "rtb-1", "Routes": [{"NatGatewayId": "nat-1"}]}]},
    ("ec2", "DescribeVpcEndpoints"): {"VpcEndpoints": [{
        "VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "State": "Available", "SubnetIds": ["a", "b"]}]},
    ("ec2", "DescribeTransitGatewayAttachments"): {"TransitGatewayAttachments": [{
        "TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1", "ResourceType": "vpc"}]},
    ("ec2", "DescribeVpnConnections"): {"VpnConnections": [{
        "VpnConnectionId": "vpn-1", "VgwTelemetry": [{"Status": "DOWN"}, {"Status": "UP"}]}]},
    ("ec2", "DescribeVpcs"): {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]},
    ("elbv2", "DescribeLoadBalancers"): {"LoadBalancers": [{
        "LoadBalancerArn": BALANCER, "LoadBalancerName": "shop", "Type": "application", "CreatedTime": LONG_AGO},
        {"LoadBalancerArn": BALANCER.replace("/app/", "/net/"), "LoadBalancerName": "wire", "Type": "network"}]},
    ("elbv2", "DescribeTargetGroups"): {"TargetGroups": [{"TargetGroupArn": GROUP, "LoadBalancerArns": [BALANCER]}]},
    ("elbv2", "DescribeTargetHealth"): {"TargetHealthDescriptions": [{}]},
    ("elbv2", "DescribeListeners"): {"Listeners": [{}]},
    ("elbv2", "DescribeTags"): {"TagDescriptions": [{"ResourceArn": BALANCER, "Tags": []}]},
    ("elb", "DescribeLoadBalancers"): {"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "Instances": []}]},
    ("elbv2", "DescribeLoadBalancerAttributes"): {"Attributes": [
        {"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]},
    ("route53", "ListResourceRecordSets"): {"IsTruncated": False, "ResourceRecordSets": [
        {"Name": "example.com.", "Type": "NS", "TTL": 172800}, {"Name": "example.com.", "Type": "SOA", "TTL": 900},
        {"Name": "www.example.com.", "Type": "A", "TTL": 60, "HealthCheckId": "hc-1"},
        {"Name": "api.example.com.", "Type": "A", "TTL": 7200, "Region": "eu-west-1", "SetIdentifier": "eu"}]},
    ("route53", "ListHealthChecks"): {"IsTruncated": False, "HealthChecks": [
        {"Id": "hc-1", "HealthCheckConfig": {"Type": "HTTPS"}}, {"Id": "hc-2", "HealthCheckConfig": {"Type": "HTTPS"}},
        {"Id": "hc-3", "HealthCheckConfig": {"Type": "CALCULATED", "ChildHealthChecks": ["hc-2"]}}]},
    ("athena", "ListWorkGroups"): {"WorkGroups": [{"Name": "primary", "State": "ENABLED", "CreationTime": LONG_AGO}]},
    ("athena", "GetWorkGroup"): {"WorkGroup": {"Name": "primary", "Configuration": {
        "BytesScannedCutoffPerQuery": 10_000_000_000}}},
    ("route53", "ListHostedZones"): {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "example.com."}]},
    ("rds", "DescribeDBInstances"): {"DBInstances": [{
        "DBInstanceIdentifier": "orders", "DBInstanceArn": _ARN.format("rds", "db:orders"), "Engine": "postgres",
        "DBInstanceClass": "db.r6g.large", "DBInstanceStatus": "available", "InstanceCreateTime": LONG_AGO}]},
    ("rds", "DescribeDBClusters"): {"DBClusters": [{"DBClusterIdentifier": "main", "Engine": "aurora-mysql"}]},
    ("rds", "DescribeDBSnapshots"): {"DBSnapshots": [{"DBSnapshotIdentifier": "before", "SnapshotType": "manual"}]},
    ("rds", "DescribeDBClusterSnapshots"): {"DBClusterSnapshots": [
        {"DBClusterSnapshotIdentifier": "before-2", "SnapshotType": "manual", "Engine": "aurora-mysql"}]},
    ("elasticache", "DescribeCacheClusters"): {"CacheClusters": [{"CacheClusterId": "sessions", "Engine": "redis"}]},
    ("elasticache", "ListTagsForResource"): {"TagList": []},
    ("opensearch", "ListDomainNames"): {"DomainNames": [{"DomainName": "search"}]},
    ("opensearch", "DescribeDomains"): {"DomainStatusList": [{"DomainName": "search", "ClusterConfig": {}}]},
    ("redshift", "DescribeClusters"): {"Clusters": [{"ClusterIdentifier": "warehouse", "NodeType": "ra3.xlplus"}]},
    ("dynamodb", "ListTables"): {"TableNames": ["carts"]},
    ("dynamodb", "DescribeTable"): {"Table": {"TableName": "carts", "TableStatus": "ACTIVE"}},
    ("dynamodb", "ListTagsOfResource"): {"Tags": []},
    ("application-autoscaling", "DescribeScalableTargets"): {"ScalableTargets": [
        {"ResourceId": "table/carts", "MinCapacity": 5, "MaxCapacity": 50},
        {"ResourceId": "table/fixed", "MinCapacity": 5, "MaxCapacity": 5}]},
    ("lightsail", "GetInstances"): {"instances": [{
        "name": "blog", "arn": _ARN.format("lightsail", "Instance/1"), "createdAt": LONG_AGO,
        "state": {"code": 80, "name": "stopped"}, "bundleId": "small_3_0", "tags": [{"key": "team", "value": "web"}]}]},
    ("lightsail", "GetStaticIps"): {"staticIps": [{
        "name": "StaticIp-1", "arn": _ARN.format("lightsail", "StaticIp/1"), "isAttached": False}]},
    ("apprunner", "ListServices"): {"ServiceSummaryList": [{
        "ServiceName": "front", "ServiceId": "8fe1e10304f84fd2b0df550fe98a71fa", "Status": "RUNNING",
        "ServiceArn": _ARN.format("apprunner", "service/front/8fe1e10304f84fd2b0df550fe98a71fa")}]},
    ("globalaccelerator", "ListAccelerators"): {"Accelerators": [{
        "AcceleratorArn": "arn:aws:globalaccelerator::111122223333:accelerator/1234abcd-abcd-1234", "Name": "shop",
        "Status": "DEPLOYED", "Enabled": True, "CreatedTime": LONG_AGO}]},
    ("ecs", "ListClusters"): {"clusterArns": [_ARN.format("ecs", "cluster/shop")]},
    ("ecs", "DescribeClusters"): {"clusters": [{
        "clusterArn": _ARN.format("ecs", "cluster/shop"), "clusterName": "shop", "status": "ACTIVE",
        "registeredContainerInstancesCount": 2, "runningTasksCount": 0, "activeServicesCount": 0}]},
    ("ecs", "ListServices"): {"serviceArns": [_ARN.format("ecs", "service/shop/web")]},
    ("ecs", "DescribeServices"): {"services": [{
        "serviceArn": _ARN.format("ecs", "service/shop/web"), "serviceName": "web", "taskDefinition": "web:1"}]},
    ("ecs", "DescribeTaskDefinition"): {"taskDefinition": {"cpu": "256", "memory": "512"}},
    ("eks", "ListClusters"): {"clusters": ["main"]},
    ("eks", "DescribeCluster"): {"cluster": {"name": "main", "version": "1.33", "status": "ACTIVE"}},
    ("eks", "ListNodegroups"): {"nodegroups": ["workers"]},
    ("eks", "DescribeNodegroup"): {"nodegroup": {
        "nodegroupArn": _ARN.format("eks", "nodegroup/main/workers/1"), "capacityType": "ON_DEMAND", "status": "ACTIVE",
        "instanceTypes": ["m6i.large"], "scalingConfig": {"minSize": 1, "maxSize": 5, "desiredSize": 2},
        "createdAt": LONG_AGO, "tags": {"env": "dev"}}},
    ("eks", "ListFargateProfiles"): {"fargateProfileNames": []},
    ("sagemaker", "ListEndpoints"): {"Endpoints": [{"EndpointName": "rank", "EndpointStatus": "InService"}]},
    ("sagemaker", "DescribeEndpoint"): {"ProductionVariants": [{"VariantName": "all"}]},
    ("sagemaker", "ListNotebookInstances"): {"NotebookInstances": [{"NotebookInstanceName": "lab"}]},
    ("stepfunctions", "ListStateMachines"): {"stateMachines": [{
        "stateMachineArn": _ARN.format("states", "stateMachine:ship"), "name": "ship", "type": "STANDARD"}]},
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
    ("emr", "ListClusters"): {"Clusters": [{
        "Id": "j-1", "Name": "nightly", "ClusterArn": _ARN.format("elasticmapreduce", "cluster/j-1"),
        "Status": {"State": "WAITING", "Timeline": {"CreationDateTime": LONG_AGO}}}]},
    ("emr", "GetAutoTerminationPolicy"): {},
    ("kafka", "ListClustersV2"): {"ClusterInfoList": [{
        "ClusterArn": KAFKA, "ClusterName": "clicks", "ClusterType": "PROVISIONED", "State": "ACTIVE",
        "CreationTime": LONG_AGO, "Provisioned": {
            "NumberOfBrokerNodes": 1, "BrokerNodeGroupInfo": {"InstanceType": "kafka.m5.large"}}}]},
    ("kafka", "ListNodes"): {"NodeInfoList": [{"BrokerNodeInfo": {"BrokerId": 1.0}}, {"ZookeeperNodeInfo": {}}]},
    ("docdb", "DescribeDBInstances"): {"DBInstances": [
        {"DBInstanceIdentifier": "papers", "Engine": "docdb", "DBInstanceStatus": "available"}, _POSTGRES]},
    ("neptune", "DescribeDBInstances"): {"DBInstances": [
        {"DBInstanceIdentifier": "friends", "Engine": "neptune", "DBInstanceStatus": "available"}, _POSTGRES]},
    ("memorydb", "DescribeClusters"): {"Clusters": [{
        "Name": "carts", "ARN": _ARN.format("memorydb", "cluster/carts"), "NodeType": "db.r6g.large",
        "Shards": [{"Nodes": [{"CreateTime": LONG_AGO}]}]}]},
    ("memorydb", "ListTags"): {"TagList": []},
    ("dms", "DescribeReplicationInstances"): {"ReplicationInstances": [{
        "ReplicationInstanceIdentifier": "move", "ReplicationInstanceArn": _ARN.format("dms", "rep:MOVE")}]},
    ("dms", "DescribeReplicationTasks"): {"ReplicationTasks": [
        {"ReplicationInstanceArn": _ARN.format("dms", "rep:MOVE"), "Status": "running"},
        {"ReplicationInstanceArn": _ARN.format("dms", "rep:MOVE"), "Status": "stopped"}]},
    ("glue", "GetDevEndpoints"): {"DevEndpoints": [{"EndpointName": "lab", "Status": "READY"}]},
    ("glue", "GetJobs"): {"Jobs": [{"Name": "load", "MaxCapacity": 20.0}]},
    ("cloudfront", "ListDistributions"): {"DistributionList": {"Marker": "", "IsTruncated": False, "Items": [
        {"Id": "E1", "ARN": "arn:aws:cloudfront::111122223333:distribution/E1", "Enabled": True,
         "ViewerCertificate": {"SSLSupportMethod": "vip"}}]}},
    ("apigateway", "GetRestApis"): {"items": [{"id": "a1", "name": "shop"}]},
    ("apigateway", "GetStages"): {"item": [
        {"stageName": "live", "cacheClusterEnabled": True, "cacheClusterSize": "0.5", "createdDate": LONG_AGO}]},
    ("network-firewall", "ListFirewalls"): {"Firewalls": [{"FirewallArn": FIREWALL, "FirewallName": "edge"}]},
    ("network-firewall", "DescribeFirewall"): {
        "Firewall": {"VpcId": "vpc-1", "Tags": []}, "FirewallStatus": {"Status": "READY", "SyncStates": {
            "us-east-1a": {"Attachment": {"EndpointId": "vpce-1"}}}}},
    ("directconnect", "DescribeConnections"): {"connections": [{"connectionId": "dxcon-1",
                                                                "connectionState": "available"}]},
    ("directconnect", "DescribeVirtualInterfaces"): {"virtualInterfaces": [
        {"connectionId": "dxcon-1", "virtualInterfaceState": "available"},
        {"connectionId": "dxcon-1", "virtualInterfaceState": "deleted"}]},
    ("ec2", "DescribeHosts"): {"Hosts": [{"HostId": "h-1", "State": "available", "Instances": []}]},
    ("workspaces", "DescribeWorkspaces"): {"Workspaces": [{
        "WorkspaceId": "ws-1", "State": "AVAILABLE", "WorkspaceProperties": {"RunningMode": "ALWAYS_ON"}}]},
    ("workspaces", "DescribeWorkspacesConnectionStatus"): {"WorkspacesConnectionStatus": [
        {"WorkspaceId": "ws-1", "LastKnownUserConnectionTimestamp": LONG_AGO}]},
    ("fsx", "DescribeFileSystems"): {"FileSystems": [{
        "FileSystemId": "fs-2", "FileSystemType": "WINDOWS", "StorageCapacity": 2000, "StorageType": "SSD",
        "WindowsConfiguration": {"ThroughputCapacity": 32, "AutomaticBackupRetentionDays": 60}}]},
    ("backup", "ListBackupPlans"): {"BackupPlansList": [{"BackupPlanId": "plan-1", "BackupPlanName": "all"}]},
    ("backup", "GetBackupPlan"): {"BackupPlan": {"Rules": [
        {"Lifecycle": {"DeleteAfterDays": 35}}, {"Lifecycle": {"DeleteAfterDays": 3650}}]}},
    ("bedrock", "ListProvisionedModelThroughputs"): {"provisionedModelSummaries": [{
        "provisionedModelArn": _ARN.format("bedrock", "provisioned-model/p1"), "status": "InService"}]},
    ("comprehend", "ListEndpoints"): {"EndpointPropertiesList": [{
        "EndpointArn": _ARN.format("comprehend", "document-classifier-endpoint/mail"), "Status": "IN_SERVICE"}]},
    ("batch", "DescribeComputeEnvironments"): {"computeEnvironments": [{
        "computeEnvironmentName": "night", "state": "ENABLED", "computeResources": {"type": "EC2", "minvCpus": 4}}]},
    ("support", "DescribeTrustedAdvisorChecks"): {"checks": [
        {"id": "DAvU99Dc4C", "name": "Underutilized", "category": "cost_optimizing", "metadata": []}]},
    ("support", "DescribeTrustedAdvisorCheckResult"): {"result": {"flaggedResources": []}},
}  # fmt: skip
