"""What single checks over an account save, worked out by hand."""

from decimal import Decimal
from typing import Any

import pytest

from account.resources import Resource
from agents.opportunities.account_checks.seen import AccountView, Seen
from agents.opportunities.account_checks.task_sizes import SIZES, TaskSize, smallest_size
from agents.opportunities.opportunity import SavingClass
from tests.unit.advice.account_cases import FUNCTION, TASKS, thing
from tests.unit.advice.test_account_advice import INSTANCE, account_of, bill_of, found, measured, use

D = Decimal
CENT = D("0.01")
SERVICE = thing("ecs:service", "svc-1", **TASKS)
QUIET = {"CPUUtilization": 10, "MemoryUtilization": 20}
VCPU, MEMORY = "Fargate-vCPU-Hours:perCPU", "Fargate-GB-Hours"
TASK_USES = (
    use("svc-1", VCPU, "1488", "0.04", service="AmazonECS"),
    use("svc-1", MEMORY, "5952", "0.005", service="AmazonECS"),
    use("svc-1", "Fargate-EphemeralStorage-GB-Hours", "1000", "0.001", service="AmazonECS"),
)
"""Two tasks of 1 vCPU and 4 GB through May."""


def resized(service: Resource, **daily: float) -> TaskSize | None:
    account = account_of(service, readings=measured(service, **daily))
    return smallest_size(Seen(service, AccountView(account)))


def test_a_smaller_task_is_priced_by_its_vcpu_and_memory_hours():
    one = found(account_of(SERVICE, readings=measured(SERVICE, **QUIET)), bill_of(*TASK_USES))["fargate-oversized"]
    # From 1 vCPU and 4 GB to 0.25 vCPU and 2 GB: three quarters of vCPU hours, half of memory hours, of 730 of 744.
    saving = (D(1488) * D("0.04") * D("0.75") + D(5952) * D("0.005") * D("0.5")) * 730 / 744
    assert (one.check.saving_class, one.found.saving.quantize(CENT)) == (SavingClass.RIGHTSIZE, saving.quantize(CENT))


def test_a_bill_that_names_tasks_counts_nothing_and_says_so():
    account = account_of(SERVICE, readings=measured(SERVICE, **QUIET))
    one = found(account, bill_of(*(use("task-1", each.meter, "1", "1") for each in TASK_USES)))["fargate-oversized"]
    assert (one.found.saving, "names tasks" in one.found.not_counted) == (0, True)


def test_what_a_savings_plan_pays_of_tasks_is_no_cash():
    covered = (use("svc-1", VCPU, "1488", "0.04", covered="59.52"), use("svc-1", MEMORY, "5952", "0.005", covered="30"))
    account = account_of(SERVICE, readings=measured(SERVICE, **QUIET))
    one = found(account, bill_of(*covered))["fargate-oversized"]
    assert (one.found.saving, "commitment" in one.found.not_counted) == (0, True)


@pytest.mark.parametrize(
    ("cpu", "memory", "size"),
    [
        (10, 20, (256, 2048)),
        (30, 20, (512, 2048)),  # 0.45 vCPU are needed
        (60, 20, (1024, 2048)),  # all of the vCPU, and a quarter of the memory, which has to go with it
        (70, 70, None),
        (10, 60, (512, 4096)),  # 3.6 GB are needed, which a quarter of a vCPU may not have
    ],
)
def test_the_smallest_size_carries_one_and_a_half_times_the_peaks(cpu: int, memory: int, size: tuple[int, int] | None):
    peaks = {"CPUUtilization": cpu, "MemoryUtilization": memory}
    expected = None if size is None else TaskSize(cpu_units=size[0], memory_mb=size[1])
    assert resized(SERVICE, **peaks) == expected


def test_every_size_has_the_memory_that_fargate_allows():
    assert {units: (min(each), max(each)) for units, each in SIZES} == {
        256: (512, 2048), 512: (1024, 4096), 1024: (2048, 8192), 2048: (4096, 16384), 4096: (8192, 30720),
        8192: (16384, 61440), 16384: (32768, 122880),
    }  # fmt: skip


def test_an_idle_balancer_saves_its_hours_and_not_the_units_that_it_used():
    balancer = thing("elb:load-balancer", "alb-1", type="application", targets=2, listeners=1)
    uses = (use("alb-1", "LoadBalancerUsage", "744", "0.0225", service="AWSELB"),
            use("alb-1", "LCUUsage", "10", "0.008", service="AWSELB"))  # fmt: skip
    nine = account_of(balancer, readings=measured(balancer, RequestCount=9.9))
    assert found(nine, bill_of(*uses))["load-balancer-idle"].found.saving.quantize(CENT) == D("16.42")
    ten = account_of(balancer, readings=measured(balancer, RequestCount=10))
    assert "load-balancer-idle" not in found(ten, bill_of(*uses))


def test_concurrency_kept_for_a_function_without_calls_is_waste_and_the_function_saves_nothing():
    attributes: dict[str, Any] = {**FUNCTION, "provisioned": 10}
    function = thing("lambda:function", "f-1", **attributes)
    kept = use("f-1", "Lambda-Provisioned-Concurrency", "26784000", "0.0000041667", service="AWSLambda", unit="GB-s")
    told = found(account_of(function, readings=measured(function, Invocations=0)), bill_of(kept))
    waste = told["provisioned-concurrency-without-calls"]
    assert waste.check.saving_class is SavingClass.WASTE
    assert waste.found.saving.quantize(CENT) == (D("26784000") * D("0.0000041667") * 730 / 744).quantize(CENT)
    assert told["lambda-unused"].found.saving == 0


def test_a_snapshot_of_an_aurora_cluster_that_is_gone_saves_its_backup_storage():
    snapshot = thing("rds:snapshot", "before", made="manual", cluster="main", engine="aurora-mysql", age=40)
    kept = use("before", "Aurora:BackupUsage", "100", "0.021", service="AmazonRDS", unit="GB-Mo")
    one = found(account_of(snapshot), bill_of(kept))["rds-snapshot-orphan"]
    assert one.found.saving == D("2.10")
    there = account_of(snapshot, thing("rds:cluster", "main"))
    assert "rds-snapshot-orphan" not in found(there, bill_of(kept))
    unknown = frozenset(place for place in there.looked if place[0] != "rds:cluster")
    assert "rds-snapshot-orphan" not in found(account_of(snapshot, looked=unknown), bill_of(kept))


def test_reads_and_writes_of_an_idle_volume_and_bytes_of_an_idle_instance_count_together():
    instance = account_of(INSTANCE, readings=measured(INSTANCE, CPUUtilization=2, NetworkIn=3e6, NetworkOut=3e6))
    assert "ec2-idle" not in found(instance, bill_of())
    quiet = account_of(INSTANCE, readings=measured(INSTANCE, CPUUtilization=2, NetworkIn=2e6, NetworkOut=2e6))
    assert "ec2-idle" in found(quiet, bill_of())
