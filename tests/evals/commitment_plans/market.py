"""What is sold in the made-up market: list prices, and rates under both plans, of a spread that AWS's have."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from agents.advice.commitments.hourly import Sku
from agents.advice.commitments.rates import DatabaseOffer, Rates

REGIONS = {"us-east-1": ("", 1.0), "eu-west-1": ("EU-", 1.11)}
FAMILIES = {"m5": 0.048, "m6i": 0.048, "m7g": 0.0408, "c6i": 0.0425, "c7g": 0.0363, "r6i": 0.063, "t3": 0.0416}
"""Prices of a `large` hour's half."""
SIZES = {"large": 2, "xlarge": 4, "2xlarge": 8}
SERVERLESS = {
    "Fargate-vCPU-Hours:perCPU": 0.04048, "Fargate-GB-Hours": 0.004445, "Lambda-GB-Second": 0.0000166667,
}  # fmt: skip
DATABASES = {"db.r6g": 0.1125, "db.m5": 0.0855}
ENGINES = {"CreateDBInstance:0002": "mysql", "CreateDBInstance:0014": "postgresql"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing sold by the hour: its list price, and what plans or a reservation ask for it as a part of that."""

    sku: Sku
    price: float
    compute: float | None = None
    instance: float | None = None
    family: tuple[str, str] | None = None
    reserved: float | None = None
    units: float = 0.0


@dataclass(frozen=True, slots=True)
class Market:
    """All items by a short name such as `us-east-1/m5.large` or `us-east-1/db.r6g.large/mysql`."""

    items: Mapping[str, Item]

    def rates(self) -> Rates:
        """As the planner reads them."""
        sold = self.items.values()
        compute = {one.sku.key: _price(one, one.compute) for one in sold if one.compute is not None}
        instance = {one.sku.key: _price(one, one.instance) for one in sold if one.instance is not None}
        families = {one.sku.key: one.family for one in sold if one.family and one.instance is not None}
        return Rates(compute, instance, families, tuple(_offer(one) for one in sold if one.reserved is not None))


def market(random: np.random.Generator) -> Market:
    """Rates are drawn: a year without upfront payment saves 24 to 31 % under a Compute plan, bound some ten more."""
    items: dict[str, Item] = {}
    for region, (prefix, dearer) in REGIONS.items():
        for family, half in FAMILIES.items():
            compute = float(random.uniform(0.69, 0.76))
            bound = compute - float(random.uniform(0.07, 0.12))
            for size, units in SIZES.items():
                name = f"{prefix}BoxUsage:{family}.{size}"
                price = round(half * units * dearer, 6)
                sku = Sku(name, "RunInstances", region, Decimal(str(price)))
                items[f"{region}/{family}.{size}"] = Item(sku, price, compute, bound, (region, family))
        for meter, price in SERVERLESS.items():
            price = round(price * dearer, 10)
            part = (
                float(random.uniform(0.83, 0.88)) if meter.startswith("Lambda") else float(random.uniform(0.79, 0.82))
            )
            items[f"{region}/{meter}"] = Item(Sku(prefix + meter, "", region, Decimal(str(price))), price, part)
        for family, half in DATABASES.items():
            for operation, engine in ENGINES.items():
                part = float(random.uniform(0.62, 0.72))
                for size, units in SIZES.items():
                    price = round(half * units * dearer, 6)
                    sku = Sku(f"{prefix}InstanceUsage:{family}.{size}", operation, region, Decimal(str(price)))
                    items[f"{region}/{family}.{size}/{engine}"] = Item(sku, price, reserved=part, units=units * 2.0)
    return Market(items)


def _price(one: Item, part: float | None) -> Decimal:
    return Decimal(str(round((part or 1.0) * one.price, 10)))


def _offer(one: Item) -> DatabaseOffer:
    name = one.sku.usage_type.rpartition(":")[2]
    return DatabaseOffer(one.sku.region, name, ENGINES[one.sku.operation], False, _price(one, one.reserved))
