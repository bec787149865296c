"""The sizes that Fargate has for a task, the smallest one that carries a service, and what it would save."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import limit
from agents.opportunities.account_checks.pricing import COVERED, Amount, Billed
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import Shown
from billing.resource_use import MeterUse

_OF = {"ServiceName": "name", "ClusterName": "cluster"}
CPU_PEAK: Final = Metric(namespace="AWS/ECS", name="CPUUtilization", stat="Maximum", dimensions=_OF)
MEMORY_PEAK: Final = Metric(namespace="AWS/ECS", name="MemoryUtilization", stat="Maximum", dimensions=_OF)
HEADROOM: Final = limit("headroom_times", 1.5, "times", "A size has to carry so many times the peaks.")

SIZES: Final = (
    (256, (512, 1024, 2048)),
    (512, range(1024, 4097, 1024)),
    (1024, range(2048, 8193, 1024)),
    (2048, range(4096, 16385, 1024)),
    (4096, range(8192, 30721, 1024)),
    (8192, range(16384, 61441, 4096)),
    (16384, range(32768, 122881, 8192)),
)
"""CPU units (1,024 a vCPU) with the MiB of memory that go with them. Source: "Task CPU and memory" of the ECS guide."""
NAMED_BY_TASKS: Final = "The bill names tasks and not the service, so that what it costs is not known."


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSize:
    """What a task is given."""

    cpu_units: int
    memory_mb: int


def size_of(seen: Seen) -> TaskSize | None:
    """The size of a service's tasks, where its task definition says so."""
    cpu, memory = seen.resource.number("cpu_units"), seen.resource.number("memory_mb")
    return TaskSize(cpu_units=int(cpu), memory_mb=int(memory)) if cpu and memory else None


def smallest_size(seen: Seen) -> TaskSize | None:
    """The smallest size that carries the peaks with room, if it is smaller in one and larger in none; else None."""
    now, cpu, memory = size_of(seen), seen.reading(CPU_PEAK), seen.reading(MEMORY_PEAK)
    if now is None or cpu is None or memory is None:
        return None
    room = seen.limit(HEADROOM) / 100
    cpu_needed, memory_needed = now.cpu_units * cpu.highest * room, now.memory_mb * memory.highest * room
    fits = (
        TaskSize(cpu_units=units, memory_mb=megabytes)
        for units, each in SIZES
        if cpu_needed <= units <= now.cpu_units
        for megabytes in each
        if memory_needed <= megabytes <= now.memory_mb
    )
    found = next(fits, None)
    return None if found == now else found


def smaller_tasks(billed: Billed) -> Amount:
    """What its vCPU and memory hours would cost less in the smallest size that carries it."""
    now, then = size_of(billed.seen), smallest_size(billed.seen)
    uses = [use for use in billed.uses() if "Fargate-" in use.meter]
    processors = [use for use in uses if "vCPU-Hours" in use.meter]
    memory = [use for use in uses if "GB-Hours" in use.meter and "Storage" not in use.meter]
    if now is None or then is None or not (processors and memory):
        return Amount(saving=Decimal(0), why_not=NAMED_BY_TASKS)
    saving = _less(billed, processors, now.cpu_units, then.cpu_units)
    saving += _less(billed, memory, now.memory_mb, then.memory_mb)
    shown = (
        Shown(metric="CPU units of the smallest size that carries it", value=Decimal(then.cpu_units), unit="units"),
        Shown(metric="memory of that size", value=Decimal(then.memory_mb), unit="MiB"),
    )
    return Amount(saving=saving, why_not="" if saving else COVERED, shown=shown)


def _less(billed: Billed, uses: Sequence[MeterUse], now: int, then: int) -> Decimal:
    return billed.cash(uses) * (1 - Decimal(then) / Decimal(now))
