"""ECS services, EKS clusters and SageMaker."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import (
    at_least,
    at_most,
    average,
    is_,
    non_production,
    older_than,
    peak,
    so,
    total,
)
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import all_of, to_look_at
from agents.opportunities.account_checks.task_sizes import (
    CPU_PEAK,
    HEADROOM,
    MEMORY_PEAK,
    smaller_tasks,
    smallest_size,
)
from agents.opportunities.opportunity import SavingClass

_OF = {"ServiceName": "name", "ClusterName": "cluster"}
CPU_USUAL: Final = Metric(namespace="AWS/ECS", name="CPUUtilization", stat="Average", dimensions=_OF)
MEMORY_USUAL: Final = Metric(namespace="AWS/ECS", name="MemoryUtilization", stat="Average", dimensions=_OF)
_CLUSTER = {"ClusterName": "name"}
CLUSTER_CPU: Final = Metric(namespace="AWS/ECS", name="CPUUtilization", stat="Average", dimensions=_CLUSTER)
CLUSTER_MEMORY: Final = Metric(namespace="AWS/ECS", name="MemoryUtilization", stat="Maximum", dimensions=_CLUSTER)
INVOKED: Final = Metric(
    namespace="AWS/SageMaker", name="Invocations", stat="Sum", speaks_when_used=True,
    dimensions={"EndpointName": "name", "VariantName": "variant"},
)  # fmt: skip

CHECKS: Final = (
    AccountCheck(
        id="ecs-service-idle",
        title="ECS service that does nothing",
        kind="ecs:service",
        saving_class=SavingClass.WASTE,
        when=(is_("launch", "FARGATE"), at_least("running", 1), peak(CPU_PEAK, most=1), peak(MEMORY_PEAK, most=1)),
        saving=all_of(),
        rule="For 14 days CPU and memory peaked at 1 % at most.",
        remedy="Set its wanted count to nothing, or delete it.",
        source="AWS Compute Optimizer: idle ECS service",
    ),
    AccountCheck(
        id="fargate-oversized",
        title="Fargate service with far more than it needs",
        kind="ecs:service",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("launch", "FARGATE"), at_least("running", 1), average(CPU_USUAL, most=20),
              average(MEMORY_USUAL, most=30), so("a smaller size carries its peaks", lambda seen: smallest_size(
                  seen) is not None, metrics=(CPU_PEAK, MEMORY_PEAK), limits=(HEADROOM,))),
        saving=smaller_tasks,
        rule="For 14 days CPU averaged 20 % at most and memory 30 %, and a smaller size carries one and a half times"
             " the peaks of both.",
        unseen="Peaks are those of the task that had most to do: how many tasks there are stays as it is.",
        remedy="Use the smaller size of task that is shown.",
        source="AWS Cost Optimization Hub: Rightsize",
        effort="medium",
        risk="medium",
    ),
    AccountCheck(
        id="ecs-service-never-runs",
        title="ECS service that wants tasks and has none",
        kind="ecs:service",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ACTIVE"), at_least("wanted", 1), at_most("running", 0), older_than(7)),
        saving=to_look_at("Tasks that start and fail over and over are paid for each minute."),
        rule="It wants tasks and none is running.",
        remedy="Look why its tasks do not start.",
        source="union of public checks",
    ),
    AccountCheck(
        id="ecs-cluster-low-use",
        title="ECS cluster whose machines have little to do",
        kind="ecs:cluster",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ACTIVE"), at_least("machines", 1), average(CLUSTER_CPU, most=10),
              peak(CLUSTER_MEMORY, most=50)),
        saving=to_look_at("What it costs is counted on its machines."),
        rule="For 14 days its machines' CPU averaged 10 % at most and their memory peaked at 50 % at most.",
        remedy="Let a capacity provider scale the machines, use fewer, or run the tasks on Fargate.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="ecs-cluster-empty",
        title="ECS cluster with machines and no tasks",
        kind="ecs:cluster",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ACTIVE"), at_least("machines", 1), at_most("tasks", 0), at_most("services", 0)),
        saving=to_look_at("What it costs is counted on its machines."),
        rule="Machines are registered with it, and it has no service and runs no task.",
        remedy="Terminate its machines.",
        source="union of public checks",
    ),
    AccountCheck(
        id="eks-cluster-empty",
        title="EKS cluster without nodes",
        kind="eks:cluster",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "ACTIVE"), at_most("node_groups", 0), at_most("fargate_profiles", 0), older_than(30)),
        saving=to_look_at("Nodes that manage themselves are not listed: look before you delete it."),
        rule="It has no node group and no Fargate profile, 30 days after it was made.",
        remedy="Delete the cluster.",
        source="union of public checks",
        reversible=False,
        risk="medium",
        left_alone=("kubernetes.io/", "karpenter.sh/"),
    ),
    AccountCheck(
        id="sagemaker-endpoint-idle",
        title="SageMaker endpoint that nobody calls",
        kind="sagemaker:endpoint",
        saving_class=SavingClass.WASTE,
        when=(is_("state", "InService"), total(INVOKED)),
        saving=all_of(),
        rule="It is in service and was not called for 14 days.",
        remedy="Delete the endpoint; its model stays.",
        source="AWS Compute Optimizer: idle SageMaker endpoint",
    ),
    AccountCheck(
        id="sagemaker-notebook-always-on",
        title="SageMaker notebook that never stops",
        kind="sagemaker:notebook",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "InService"), is_("stops_itself", "false"), older_than(14, of="changed")),
        saving=to_look_at("Whether somebody works in it, CloudWatch does not show."),
        rule="It has been in service for 14 days, and nothing stops it when it is idle.",
        remedy="Stop it, and give it a lifecycle configuration that stops it when idle.",
        source="union of public checks",
    ),
    AccountCheck(
        id="eks-nodes-on-demand",
        title="EKS nodes at the on-demand price in non-production",
        kind="eks:node-group",
        saving_class=SavingClass.REVIEW,
        when=(is_("state", "ACTIVE"), is_("bought", "ON_DEMAND"), at_least("wanted", 1), non_production()),
        saving=to_look_at("What it costs is counted on its machines, and a Spot price changes by the hour."),
        rule="Its nodes are bought on demand, and a tag says that it is not production.",
        unseen="The account does not show which pods bear being moved at two minutes' notice.",
        remedy="Add a node group on Spot with several types, and let the pods that bear it run there.",
        source="union of public checks",
        effort="medium",
        risk="medium",
    ),
)  # fmt: skip
