"""One synthesis and one deployment for all tests of the cloud shape."""

from collections.abc import Iterator

import pytest

from tests.infra.bill import bill
from tests.infra.deployment import deploy
from tests.infra.emulator import running_emulator
from tests.infra.stage import Stage
from tests.infra.synthesis import PAGE, Assembly, synthesise


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("synthesis"), {"allowed_origins": [PAGE]})


@pytest.fixture(scope="session")
def stage(assembly: Assembly, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stack, deployed, its bill in its bucket.

    The sweep comes only where a test calls it: the emulator keeps its schedule, and would sweep beside a test.
    """
    with running_emulator(tmp_path_factory.mktemp("emulator")) as emulator:
        deployment = deploy(assembly, emulator)
        emulator.client("s3").put_object(
            Bucket=deployment.physical("AWS::S3::Bucket", "Storage"), Key="bill/export.csv", Body=bill()
        )
        emulator.client("events").disable_rule(Name=deployment.physical("AWS::Events::Rule", "Work"))
        deployed = Stage(deployment)
        assert deployed.page_config
        yield deployed
