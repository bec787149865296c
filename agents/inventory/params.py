"""Arguments of the inventory agent's tool."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=256)]
KindName = Literal[
    "", "instance", "volume", "snapshot", "image", "address", "nat_gateway", "load_balancer", "vpc_endpoint", "vpc",
    "database", "cluster", "cache", "search", "warehouse", "table", "function", "bucket", "file_system", "log_group",
    "stream", "service", "kubernetes", "secret", "key",
    "job_cluster", "kafka", "document_database", "graph_database", "memory_database", "replication", "workspace",
    "windows_files", "distribution", "firewall", "dedicated_host", "backup_plan",
]  # fmt: skip
NarrowingName = Literal[
    "",
    "running",
    "stopped",
    "unattached",
    "unencrypted",
    "no_lifecycle",
    "no_retention",
    "untagged",
    "no_targets",
    "public",
]
OrderName = Literal["", "oldest", "newest", "largest", "smallest"]
GroupName = Literal["region", "account", "type", "state", "runtime", "engine", "version", "architecture", "kind"]


class ResourcesParams(BaseModel):
    """Which resources of the accounts to list."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: KindName = Field("", description="What to list; empty: everything.")
    condition: NarrowingName = Field("", description="Only those of which this is so.")
    region: Annotated[tuple[Text, ...], Field(max_length=20)] = Field((), description="Region codes; empty: all.")
    account: Annotated[tuple[Text, ...], Field(max_length=50)] = Field((), description="Ids or names; empty: all.")
    tag: Annotated[tuple[Text, ...], Field(max_length=20)] = Field((), description="Tags as key=value; all have to be.")
    at_least_days: Annotated[int, Field(ge=0, le=36_500)] = Field(
        0, description="Only those older than so many days; with the condition stopped: stopped for so many."
    )
    created: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = Field(
        "",
        description="Only those made in these days: last_month, 2026-10, past_7_days, since_last_monday, "
        "until_before:2026, 2026-01-10/2026-02-20; empty: whenever.",
    )
    order: OrderName = Field(
        "", description="By age or by size, as far as it is known; what it is not known of is counted and left out."
    )
    top_n: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Only the first N in that order.")
    group_by: Annotated[tuple[GroupName, ...], Field(max_length=1)] = Field((), description="Count them by this.")
