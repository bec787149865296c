"""ECS services, EKS clusters and SageMaker."""

from collections.abc import Iterator
from typing import Final

from account.live.asks import Ask
from account.live.calls import Calls
from account.live.listing import Listing, listed, part, resource
from account.resources import Resource

ECS_CLUSTERS: Final = Ask(client="ecs", operation="ListClusters", items="clusterArns")
ECS_CLUSTER: Final = Ask(client="ecs", operation="DescribeClusters")
ECS_SERVICES: Final = Ask(client="ecs", operation="ListServices", items="serviceArns")
ECS_SERVICE: Final = Ask(client="ecs", operation="DescribeServices")
ECS_TASK: Final = Ask(client="ecs", operation="DescribeTaskDefinition")
EKS_CLUSTERS: Final = Ask(client="eks", operation="ListClusters", items="clusters")
EKS_CLUSTER: Final = Ask(client="eks", operation="DescribeCluster")
EKS_NODES: Final = Ask(client="eks", operation="ListNodegroups", items="nodegroups")
EKS_NODE: Final = Ask(client="eks", operation="DescribeNodegroup")
EKS_FARGATE: Final = Ask(client="eks", operation="ListFargateProfiles")
ML_ENDPOINTS: Final = Ask(client="sagemaker", operation="ListEndpoints", items="Endpoints")
ML_ENDPOINT: Final = Ask(client="sagemaker", operation="DescribeEndpoint")
NOTEBOOKS: Final = Ask(client="sagemaker", operation="ListNotebookInstances", items="NotebookInstances")


def ecs_clusters(calls: Calls) -> Iterator[Resource]:
    """With how many machines each has; 100 are described at once."""
    named = [item[""] for item in calls.items(ECS_CLUSTERS)]
    for start in range(0, len(named), 100):
        found = calls.one(ECS_CLUSTER, clusters=named[start : start + 100], include=["TAGS"])
        for item in listed(found, "clusters"):
            yield resource(
                calls, "ecs:cluster", item["clusterArn"], arn=item["clusterArn"], name=item.get("clusterName", ""),
                tags=item.get("tags"), state=item.get("status"), machines=item.get("registeredContainerInstancesCount"),
                tasks=item.get("runningTasksCount"), services=item.get("activeServicesCount"),
            )  # fmt: skip


def ecs_services(calls: Calls) -> Iterator[Resource]:
    for cluster in calls.items(ECS_CLUSTERS):
        services = [item[""] for item in calls.items(ECS_SERVICES, cluster=cluster[""])]
        for start in range(0, len(services), 10):
            named = services[start : start + 10]
            found = calls.one(ECS_SERVICE, cluster=cluster[""], services=named, include=["TAGS"])
            for item in listed(found, "services"):
                task = calls.detail(ECS_TASK, taskDefinition=item.get("taskDefinition", ""))
                sized = part(task, "taskDefinition")
                yield resource(
                    calls, "ecs:service", item["serviceArn"], arn=item["serviceArn"], name=item["serviceName"],
                    created=item.get("createdAt"), tags=item.get("tags"), launch=item.get("launchType", "provider"),
                    wanted=item.get("desiredCount"), running=item.get("runningCount"), state=item.get("status"),
                    cluster=str(cluster[""]).rpartition("/")[2], cpu_units=_number(sized.get("cpu")),
                    memory_mb=_number(sized.get("memory")),
                )  # fmt: skip


def _number(text: object) -> int | None:
    return int(text) if isinstance(text, str | int) and str(text).isdecimal() else None


def eks_clusters(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(EKS_CLUSTERS):
        name = item[""]
        found = part(calls.detail(EKS_CLUSTER, name=name), "cluster")
        nodes, fargate = calls.detail(EKS_NODES, clusterName=name), calls.detail(EKS_FARGATE, clusterName=name)
        yield resource(
            calls, "eks:cluster", name, arn=found.get("arn", ""), name=name, created=found.get("createdAt"),
            tags=found.get("tags"), version=found.get("version"), state=found.get("status"),
            node_groups=None if nodes is None else len(nodes.get("nodegroups", [])),
            fargate_profiles=None if fargate is None else len(fargate.get("fargateProfileNames", [])),
        )  # fmt: skip


def eks_node_groups(calls: Calls) -> Iterator[Resource]:
    """Groups of nodes that EKS manages; machines that register themselves are none."""
    for cluster in calls.items(EKS_CLUSTERS):
        for item in calls.items(EKS_NODES, clusterName=cluster[""]):
            found = part(calls.one(EKS_NODE, clusterName=cluster[""], nodegroupName=item[""]), "nodegroup")
            sized = part(found, "scalingConfig")
            yield resource(
                calls, "eks:node-group", f"{cluster['']}/{item['']}", arn=found.get("nodegroupArn", ""), name=item[""],
                created=found.get("createdAt"), tags=found.get("tags"), cluster=cluster[""],
                state=found.get("status"), bought=found.get("capacityType"), types=found.get("instanceTypes"),
                least=sized.get("minSize"), most=sized.get("maxSize"), wanted=sized.get("desiredSize"),
            )  # fmt: skip


def ml_endpoints(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(ML_ENDPOINTS):
        name = item["EndpointName"]
        variants = listed(calls.detail(ML_ENDPOINT, EndpointName=name), "ProductionVariants")
        yield resource(
            calls, "sagemaker:endpoint", name, arn=item.get("EndpointArn", ""), name=name,
            created=item.get("CreationTime"), state=item.get("EndpointStatus"),
            variant=variants[0].get("VariantName") if len(variants) == 1 else None,
        )  # fmt: skip


def notebooks(calls: Calls) -> Iterator[Resource]:
    for item in calls.items(NOTEBOOKS):
        name = item["NotebookInstanceName"]
        yield resource(
            calls, "sagemaker:notebook", name, arn=item.get("NotebookInstanceArn", ""), name=name,
            created=item.get("CreationTime"), changed=item.get("LastModifiedTime"), type=item.get("InstanceType"),
            state=item.get("NotebookInstanceStatus"),
            stops_itself=bool(item.get("NotebookInstanceLifecycleConfigName")),
        )  # fmt: skip


LISTINGS: Final = (
    Listing(kind="ecs:cluster", asks=(ECS_CLUSTERS, ECS_CLUSTER), read=ecs_clusters),
    Listing(kind="ecs:service", asks=(ECS_CLUSTERS, ECS_SERVICES, ECS_SERVICE, ECS_TASK), read=ecs_services),
    Listing(kind="eks:cluster", asks=(EKS_CLUSTERS, EKS_CLUSTER, EKS_NODES, EKS_FARGATE), read=eks_clusters),
    Listing(kind="eks:node-group", asks=(EKS_CLUSTERS, EKS_NODES, EKS_NODE), read=eks_node_groups),
    Listing(kind="sagemaker:endpoint", asks=(ML_ENDPOINTS, ML_ENDPOINT), read=ml_endpoints),
    Listing(kind="sagemaker:notebook", asks=(NOTEBOOKS,), read=notebooks),
)
