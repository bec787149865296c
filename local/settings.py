"""Settings of the embedded platform."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from billing.cost_explorer.address import CAP_USD
from billing.engines.settings import DUCKDB, EngineKind, EngineSettings
from finops_core.aws.account_access import AccountAccess
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import Clock
from finops_core.logs import LogLevel
from finops_core.settings import SILENCE_LIMIT_S, Settings

BUILT_IN = "built in"


class LocalSettings(Settings):
    """What `finops up` takes. The descriptions are what the page shows of each setting."""

    bill: str = Field(
        default="",
        description="The bill to open: a file, a folder, a glob or an s3:// address of an export, or "
        "cost-explorer:PROFILE without one. Without it the sample account opens.",
    )
    label: str = Field(default="", description="What the page calls the bill. Without it the end of its path.")
    profile: str | None = Field(
        default=None, description="The AWS profile that reads bills in AWS, and whose account agents may look at."
    )
    cost_explorer_cap_usd: Decimal = Field(
        default=CAP_USD,
        ge=0,
        description="What requests to Cost Explorer may cost in a calendar month, in US dollars, at $0.01 each. Only a "
        "bill at cost-explorer:PROFILE takes any.",
    )
    engine: EngineKind = Field(
        default=DUCKDB,
        description="What answers about a bill that `finops bill prepare` wrote: duckdb on this machine, athena over a "
        "bucket (charged by what it reads, up to max_scanned_gb a question), or spark. In finops.toml it is `kind` in "
        "[engine].",
    )
    account_snapshot: Path | None = Field(
        default=None,
        description="The file that `finops account snapshot` wrote, for questions about what is in the account. In "
        "finops.toml it is `snapshot` in [account].",
    )
    terms: Path | None = Field(default=None, description="The file of the organisation's own terms.")
    model: str = Field(
        default="none",
        description="The language model that plans and writes what the questions read here leave: none, bedrock:MODEL, "
        "anthropic:MODEL, openai:MODEL or ollama:MODEL. It is sent the question, earlier questions of the "
        "conversation with their answers' first sentences, and figures and names of the bill that answer it. Keys come "
        "from the provider's own variables.",
    )
    writer: str = Field(
        default="",
        description="The language model that puts what was found into words, named like model; empty: the same model; "
        "none: the product's own words, while the model only chooses what to look up.",
    )
    model_price_in: Decimal | None = Field(
        default=None,
        ge=0,
        description="What a million tokens that model reads cost, in US dollars. Without both prices it is unknown.",
    )
    model_price_out: Decimal | None = Field(
        default=None, ge=0, description="What a million tokens that model writes cost, in US dollars."
    )
    writer_price_in: Decimal | None = Field(
        default=None, ge=0, description="The same for writer, where it is another model: a million tokens read."
    )
    writer_price_out: Decimal | None = Field(
        default=None, ge=0, description="The same for writer, where it is another model: a million tokens written."
    )
    model_cap_usd: Decimal | None = Field(
        default=None,
        gt=0,
        description="What the models of one question may cost, in US dollars, by these prices; it goes on without.",
    )
    port: int = Field(default=8321, description="The port on 127.0.0.1 that the page is served on; 0 takes a free one.")
    data_dir: Path = Field(
        description="The folder for jobs, conversations, uploaded bills, the token and the platform's address."
    )
    cache_dir: Path | None = Field(
        default=None, description="The folder for what was read from bills. Without it, it is within data_dir."
    )
    page: Path | None = Field(default=None, description="The folder of the built web page. Without it there is none.")
    workers: int = Field(default=20, description="How many questions are worked on at the same time.")
    max_active_jobs: int = Field(default=20, description="How many questions may wait or run before more are refused.")
    max_connections: int = Field(
        default=100, ge=1, description="How many tabs and programs may be connected at the same time."
    )
    silence_limit_s: float = Field(
        default=SILENCE_LIMIT_S,
        ge=1,
        description="For how many seconds a question at work may give no sign of life before it is ended.",
    )
    frames_per_second: int = Field(default=100, description="How many messages a second a user may send.")
    upload_limit_mb: int = Field(
        default=2048, ge=1, description="The largest bill that can be uploaded on the page, all files together, in MiB."
    )
    log_level: LogLevel = Field(
        default="WARNING",
        description="From which level on the platform logs to stderr: DEBUG, INFO (with a line for every call of a "
        "tool), WARNING or ERROR.",
    )
    trace_endpoint: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+/?)?$",
        description="The address of an OpenTelemetry collector that takes OTLP over HTTP, such as "
        "http://127.0.0.1:4318: it gets how long each step of a question took, and no word of it. Without it, nobody.",
    )
    account: AccountAccess = Field(
        default=AccountAccess(),
        exclude=True,
        repr=False,
        description="The rest of [account]: how accounts are reached.",
    )
    engine_access: EngineSettings = Field(
        default=EngineSettings(),
        exclude=True,
        description="The rest of [engine]: how Athena and Spark are reached, and what a question may have read.",
    )
    origins: Mapping[str, str] = Field(
        default={}, exclude=True, description="Where each setting above was given, for people."
    )

    def reads_as(self, clock: Clock | None = None) -> AnalysedAccount:
        """The account that bills at addresses of AWS are read as, and whose budgets are asked for."""
        return self.account.account(self.profile, clock)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The settings a user can give."""
        return tuple(name for name, field in cls.model_fields.items() if not field.exclude)
