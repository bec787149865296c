"""The stack: the parts, and what each has to know of the others."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from agents.catalog import CATALOG
from cdk import iam
from cdk.alert_access import alert_access
from cdk.config import StackConfig
from cdk.constructs.account_snapshots import AccountSnapshots
from cdk.constructs.arrivals import Arrivals
from cdk.constructs.dashboard import Dashboard
from cdk.constructs.front_door import FrontDoor
from cdk.constructs.function import Fittings, Function
from cdk.constructs.http_api import HttpApi
from cdk.constructs.pipeline_role import PipelineRole
from cdk.constructs.private_network import PrivateNetwork, services_of
from cdk.constructs.private_url import PrivateUrl
from cdk.constructs.publisher import Publisher
from cdk.constructs.questions import QuestionAlarms
from cdk.constructs.releases import Releases
from cdk.constructs.reports import Reports
from cdk.constructs.spending import Spending, tag
from cdk.constructs.watch import Watch
from cdk.constructs.worker import Work
from cdk.environment import environment_of
from cdk.foundation import Foundation, lay_foundation, seen_by
from cdk.log_retention import keep_logs
from cdk.model_access import model_access, worker_model_settings
from cdk.suppressions import acknowledge
from finops_core.deployed_settings import FORM
from finops_core.settings import SILENCE_LIMIT_S
from finops_core.table.schema import PLAIN_FORM, RECORD_FORM
from finops_core.tools.readers import Grant
from finops_core.tools.spec import Catalog
from finops_core.tracing.port import XRAY
from websocket.deps import AuthorizerSettings, WebsocketSettings
from websocket.http_api.private import PrincipalSettings
from worker.deps import STILL_FOR_S, WorkerSettings
from worker.models import models_told
from worker.reports.shelf import SAVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The folders with the functions' code, as `cdk.assets` builds them, and with the built page."""

    front_door: Path
    worker: Path
    page: Path


class FinOpsStack(Stack):
    """FinOps Agent in one AWS account.

    Its steps are made in the order of the flow: what all stand on, then the page, who speaks to clients, who posts to
    them, and who works. A new capability is a construct, and one step here.
    """

    def __init__(
        self, scope: Construct, id: str, *, config: StackConfig, code: Code, catalog: Catalog = CATALOG
    ) -> None:
        super().__init__(scope, id, description="FinOps Agent: questions about an AWS bill")
        self.config = config
        self.code = code
        self.base = lay_foundation(self, config, catalog)
        self.releases = Releases(self, "Releases", pace=config.release, alarms=self.base.alarms)
        self.network = self._enclose()
        self._publish_the_page()
        self._open_the_front_door()
        http = self._answer_over_http()
        private = self._answer_principals()
        self._publish_events()
        self._work_on_jobs()
        self._prepare_deliveries()
        self._watch_the_bill()
        self._make_reports()
        self._look_at_accounts()
        self._be_deployed()
        self._be_operated()
        acknowledge(self)
        _tell(self, self.base, http, private, plain_records=config.plain_records)

    def _enclose(self) -> PrivateNetwork | None:
        """Where a stage wants it: what reads the bill is in a network of its own."""
        if not self.config.private_network:
            return None
        services = services_of(
            athena=self.config.athena_max_scanned_gb is not None,
            bedrock=bool(self.config.models),
            traces=self.config.trace_endpoint == XRAY,
        )
        return PrivateNetwork(self, "Network", services=services)

    def _publish_the_page(self) -> None:
        base = self.base
        client = base.identity.admit_page(base.page.url)
        if self.config.test_user is not None:
            base.identity.invite(self.config.test_user)
        told = {
            "socket": base.gateway.stage.url,
            "signIn": base.identity.sign_in_url,
            "clientId": client.user_pool_client_id,
            "region": self.region,
        }
        if (models := models_told(self.config.model, self.config.writer)) is not None:
            told |= {"modelPlans": models["plans"], "modelWrites": models["writes"]}
        base.page.publish(self.code.page, told, alarms=base.alarms)

    def _open_the_front_door(self) -> None:
        FrontDoor(
            self,
            "FrontDoor",
            api=self.base.gateway.api,
            fittings=self._front(traced=True),
            authorizer_environment=environment_of(
                AuthorizerSettings,
                **self.base.token_settings(self.config),
                table=self.base.storage.table.table_name,
                allowed_origins=[self.base.page.url, *self.config.allowed_origins],
                log_level=self.config.log_level,
            ),
        )

    def _answer_over_http(self) -> HttpApi:
        return HttpApi(
            self,
            "HttpApi",
            fittings=self._front(traced=True),
            allowed_origins=self.config.allowed_origins,
        )

    def _answer_principals(self) -> PrivateUrl | None:
        if not self.config.principals:
            return None
        settings = {
            "principal_accounts": seen_by(self.config.principals),
            "principal_roles": self.config.principal_roles,
        }
        front = self._front(traced=True)
        return PrivateUrl(
            self,
            "PrivateUrl",
            principals=self.config.principals,
            fittings=replace(front, environment=front.environment | environment_of(PrincipalSettings, **settings)),
        )

    def _publish_events(self) -> None:
        Publisher(
            self,
            "Publisher",
            fittings=self._front(traced=False),
            undelivered=self.base.doorbells.undelivered,
        )

    def _work_on_jobs(self) -> None:
        access = model_access(self.config, partition=self.partition, region=self.region, account=self.account)
        Work(
            self,
            "Work",
            code=self.code.worker,
            environment=environment_of(
                WorkerSettings,
                **self.base.shared_settings(self.config),
                bill=self.base.bill,
                prepared=self.base.prepared,
                **self.base.engine_settings(),
                terms=_deployed(self.config),
                reader_role=self.base.roles.reader.role_arn,
                attempt_limit_s=self.config.attempt_limit_s,
                silence_limit_s=SILENCE_LIMIT_S,
                log_level=self.config.log_level,
                trace_endpoint=self.config.trace_endpoint,
                metrics_stack=self.stack_name if self.config.question_metrics else "",
                **worker_model_settings(self.config),
            )
            | self.base.snapshot_environment(self.config),
            further_grants=(*access.grants, *self._tracing()),
            capacity=self.config,
            releases=self.releases,
            network=self.network,
            arns=self.base.arns | dict(access.arns),
            alarms=self.base.alarms,
        )

    def _prepare_deliveries(self) -> None:
        Arrivals(
            self,
            "Arrivals",
            bill=self.base.bill,
            settings={
                "bill": self.base.bill,
                "prepared": self.base.prepared,
                "reader_role": self.base.roles.reader.role_arn,
                "still_for_s": STILL_FOR_S,
                "hourly": self.config.prepare_hours,
                "log_level": self.config.log_level,
            },
            rolled_up_by=self.base.roll_up_settings(self.config),
            code=self.code.worker,
            arns=self.base.arns,
            alarms=self.base.alarms,
            memory_mb=self.config.preparer_memory_mb,
            releases=self.releases,
            key=self.base.key,
            network=self.network,
        )

    def _watch_the_bill(self) -> None:
        access = alert_access(self.config, partition=self.partition, region=self.region, account=self.account)
        topic = {"alert_topic": self.base.alarms.topic.topic_arn}
        Watch(
            self,
            "Watch",
            bucket=self.base.storage.bucket.bucket_name,
            settings={**self._unasked(), "credentials": self.config.alert_credentials},
            code=self.code.worker,
            arns=self.base.arns | topic | dict(access.arns),
            alarms=self.base.alarms,
            further_grants=access.grants,
        )

    def _make_reports(self) -> None:
        Reports(
            self,
            "Reports",
            settings={**self._unasked(), "bucket": self.base.storage.bucket.bucket_name},
            code=self.code.worker,
            arns=self.base.arns,
            alarms=self.base.alarms,
            network=self.network,
            further_environment=self.base.snapshot_environment(self.config),
        )

    def _look_at_accounts(self) -> None:
        if not self.config.account_snapshots:
            return
        AccountSnapshots(
            self,
            "AccountSnapshots",
            settings={
                "bucket": self.base.storage.bucket.bucket_name,
                "reader_role": self.base.roles.reader.role_arn,
                "account_roles": self.config.account_roles,
                "account_external_id": self.config.account_external_id,
                "log_level": self.config.log_level,
            },
            code=self.code.worker,
            arns=self.base.arns,
            alarms=self.base.alarms,
        )

    def _unasked(self) -> dict[str, Any]:
        """The settings of functions that work on the bill without a question."""
        return {
            "table": self.base.storage.table.table_name,
            "plain_records": self.config.plain_records,
            "bill": self.base.bill,
            "prepared": self.base.prepared,
            **self.base.engine_settings(),
            "terms": _deployed(self.config),
            "reader_role": self.base.roles.reader.role_arn,
            "topic": self.base.alarms.topic.topic_arn,
            "page": self.base.page.url,
            "log_level": self.config.log_level,
        }

    def _be_deployed(self) -> None:
        repository, stage = self.config.pipeline_repository, self.config.stage
        if repository is not None and stage is not None:
            table_arn = self.base.storage.table.table_arn
            made = PipelineRole(self, "Pipeline", repository=repository, environment=stage, table_arn=table_arn)
            CfnOutput(self, "DeployRole", value=made.role.role_arn)

    def _front(self, *, traced: bool) -> Fittings:
        """What the functions have that speak to clients."""
        return Fittings(
            code=self.code.front_door,
            environment=self._websocket_environment(),
            arns=self.base.arns,
            alarms=self.base.alarms,
            memory_mb=self.config.front_memory_mb,
            releases=self.releases,
            warm=self.config.warm_front,
            further_grants=self._tracing() if traced else (),
        )

    def _tracing(self) -> tuple[Grant, ...]:
        return iam.TRACING if self.config.trace_endpoint == XRAY else ()

    def _be_operated(self) -> None:
        """After all the others: it looks at what they made."""
        functions = {each.node.id: each for each in self.node.find_all() if isinstance(each, Function)}
        doorbells = self.base.doorbells
        if self.config.dashboard:
            Dashboard(
                self,
                "Dashboard",
                functions={name: each.function for name, each in functions.items()},
                worker_log=functions["Worker"].log_group,
                front_logs=[functions[name].log_group for name in ("Message", "Requests")],
                queue=doorbells.queue,
                lost={"dead letters": doorbells.dead_letters, "not delivered": doorbells.undelivered},
                api=self.base.gateway.api,
                measured=self.stack_name if self.config.question_metrics else None,
            )
        if self.config.question_metrics:
            QuestionAlarms(
                self,
                "Questions",
                stack_name=self.stack_name,
                alarms=self.base.alarms,
                budget_usd=self.config.budget_usd if self.config.models else None,
            )
        if self.config.budget_usd is not None:
            Spending(self, "Spending", usd=self.config.budget_usd, topic=self.base.alarms.topic)
        self.releases.finish()
        tag(self, self.config.tags)
        keep_logs(self, self.config.log_days, key=self.base.key)

    def _websocket_environment(self) -> dict[str, str]:
        return environment_of(
            WebsocketSettings,
            **self.base.shared_settings(self.config),
            **self.base.token_settings(self.config),
            callback_url=self.base.gateway.callback_url,
            allowed_origins=self.config.allowed_origins,
            max_connections=self.config.max_connections,
            frames_per_second=self.config.frames_per_second,
            trace_endpoint=self.config.trace_endpoint,
            log_level=self.config.log_level,
        )


TERMS_FILE = "finops.toml"
"""What the organisation's terms are called in the worker's code."""


def _deployed(config: StackConfig) -> str:
    """Where the worker finds the terms: at their address, or beside its code."""
    return "" if config.terms is None else config.terms_address or TERMS_FILE


def _tell(stack: Stack, base: Foundation, http: HttpApi, private: PrivateUrl | None, *, plain_records: bool) -> None:
    """What clients and whoever uploads the bill have to know."""
    CfnOutput(stack, "PageUrl", value=base.page.url)
    CfnOutput(stack, "WebSocketUrl", value=base.gateway.stage.url)
    CfnOutput(stack, "HttpUrl", value=http.url)
    if private is not None:
        CfnOutput(stack, "PrivateAddress", value=private.url)
    CfnOutput(stack, "TableName", value=base.storage.table.table_name)
    CfnOutput(stack, "RecordForm", value=str(PLAIN_FORM if plain_records else RECORD_FORM))
    CfnOutput(stack, "SavedReports", value=f"s3://{base.storage.bucket.bucket_name}/{SAVED}")
    CfnOutput(stack, "SettingsForm", value=str(FORM))
    if base.alarms.mailed is not None:
        CfnOutput(stack, "AlarmEmail", value=base.alarms.mailed)
    CfnOutput(stack, "UserPoolId", value=base.identity.pool.user_pool_id)
    CfnOutput(stack, "UserPoolClientId", value=base.identity.client.user_pool_client_id)
    for name, client_id in base.programs.items():
        CfnOutput(stack, f"Program{name.title().replace('-', '')}", value=client_id)
    CfnOutput(stack, "TokenUrl", value=f"{base.identity.sign_in_url}/oauth2/token")
    CfnOutput(stack, "Bill", value=base.bill)
    CfnOutput(stack, "Prepared", value=base.prepared)
