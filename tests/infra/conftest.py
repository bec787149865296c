"""One synthesis and one deployment for all tests of the cloud shape."""

from collections.abc import Iterator

import pytest

from tests.infra.deployment import deploy
from tests.infra.emulator import running_emulator
from tests.infra.stage import SETTLED_S, Stage
from tests.infra.synthesis import PAGE, Assembly, synthesise
from tests.infra.waiting import wait_for


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("synthesis"), {"allowed_origins": [PAGE]})


OPTIONS: dict[str, object] = {
    "stage": "production",
    "principals": {"arn:aws:iam::111122223333:role/nightly": "all"},
    "worker_memory_mb": "3008",
    "worker_timeout_s": "600",
    "front_memory_mb": 1024,
    "preparer_memory_mb": 4096,
    "warm_workers": "2",
    "warm_front": "1",
    "release": "linear",
    "own_key": "true",
    "private_network": "true",
    "trace_endpoint": "xray",
    "sign_in_requests": "2000",
    "page_web_acl": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/page/1a2b-3c4d",
    "export_account": "777788889999",
    "account_snapshots": "true",
    "account_roles": ["arn:aws:iam::444455556666:role/finops-read"],
    "account_external_id": "drawn-at-random",
}


@pytest.fixture(scope="session")
def optional(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """A stack with what costs more or is made otherwise: one for all tests of options, which are of one group."""
    return synthesise(tmp_path_factory.mktemp("options"), OPTIONS, stack_name="FinOpsAgent-production")


@pytest.fixture(scope="session")
def stage(assembly: Assembly, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stack, deployed, its bill delivered and prepared.

    Sweep and watch come only where a test calls them: the emulator keeps their schedules, and would call them beside
    a test.
    """
    with running_emulator(tmp_path_factory.mktemp("emulator")) as emulator:
        deployed = Stage(deploy(assembly, emulator))
        for rule in ("Work", "ArrivalsEveryHour", "WatchClock", "WatchPrepared", "ReportsClock", "ReportsSaved"):
            emulator.client("events").disable_rule(Name=deployed.deployment.physical("AWS::Events::Rule", rule))
        assert deployed.page_config
        # The tests deliver one file and then wait for it: nothing has to lie still.
        deployed.chill("Arrivals/Preparer", FINOPS_STILL_FOR_S="0")
        deployed.deliver()
        wait_for(deployed.prepared_rows, within_s=SETTLED_S, what="the bill is prepared")
        yield deployed


@pytest.fixture(autouse=True)
def answering(request: pytest.FixtureRequest) -> None:
    """An emulator that has fallen silent fails each test in a moment, in place of every wait of every one."""
    if "stage" in request.fixturenames and isinstance(stage := request.getfixturevalue("stage"), Stage):
        stage.deployment.emulator.must_answer()
