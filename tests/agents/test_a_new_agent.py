"""A new agent is a folder and a line of the catalog: page, shell, programs, stack and routing know it from there."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client as McpClient
from moto import mock_aws

from agents.adapters.mcp import catalog_server
from agents.catalog import CATALOG
from billing.export import open_bill
from billing.terms import Terms
from cdk import iam
from finops_client import AnswerReady, Client
from finops_core.answers import Answer, Finding, Proposal
from finops_core.aws.clients import AnalysedAccount
from finops_core.clock import ManualClock, SystemClock, to_epoch_ms
from finops_core.errors import ToolError
from finops_core.tools.artifacts import Artifacts, MemoryArtifacts
from finops_core.tools.context import ToolContext
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AnyTool, Catalog
from local.answering import product
from local.cli.ask import ask
from local.platform import Platform
from local.settings import LocalSettings
from supervisor.bidding import bidders_of
from supervisor.plan import Step
from supervisor.route import route, understood
from tests.agents.kit import NOW, Walked, answered, question
from tests.agents.toy.agent import AGENT
from tests.agents.toy.intents import QUESTIONS
from tests.agents.toy.log_groups import LogGroupKeeper, LogGroupReader
from tests.agents.toy.testing import GB, MemoryLogGroups, log_group
from tests.evals import labelled
from tests.infra.grants import EXECUTOR, READER
from tests.infra.synthesis import Assembly, synthesise
from tests.unit.agents.test_questions_declared import PREAMBLES, TAILS, around
from worker.readers import readers

WITH_LOGS: Catalog = {**CATALOG, AGENT.name: AGENT}
"""All that has to be said: the line of the catalog."""

ROOT = Path(__file__).parents[2]
BILL = ROOT / "tests" / "data" / "bills" / "cur_2.0_tiny.csv"
OWN, OTHER = "111111111111", "999999999999"
ENDLESS = Step("logs", "endless_log_groups", {})


def groups(count: int = 3) -> list[Any]:
    return [log_group(OWN, f"/app/{number}", (number + 1) * 100 * GB) for number in range(count)]


# Nobody else knows it


@pytest.mark.parametrize(
    "folder", ["agents", "billing", "cdk", "finops_core", "frontend/src", "local", "supervisor", "websocket", "worker"]
)
def test_no_file_of_the_product_knows_the_agent(folder: str):
    words = ("agents.toy", "agents/toy", "LogGroupReader", *(tool.name for tool in AGENT.tools if "_log_" in tool.name))
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".ts", ".tsx", ".md", ".json"}]
    assert files
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    assert [path for path, text in texts.items() if any(word in text for word in words)] == []


def test_the_agent_reaches_for_nothing_that_runs_it():
    imported = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)
    files = list((ROOT / "tests" / "agents" / "toy").glob("*.py"))
    assert {name for path in files for name in imported.findall(path.read_text(encoding="utf-8"))} <= {
        *("collections", "dataclasses", "decimal", "typing"),
        *("pydantic", "finops_core", "tests"),
    }


HOW_TO = ROOT / "docs" / "ADD_AN_AGENT.md"


def unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_the_how_to_quotes_this_agent_as_it_is():
    blocks = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    files = [unindented(path.read_text(encoding="utf-8")) for path in (ROOT / "tests/agents/toy").glob("*.py")]
    quotes = [unindented(quote) for block in blocks for quote in re.split(r"^\.\.\.$", block, flags=re.MULTILINE)]
    assert len(quotes) >= 8
    assert [quote for quote in quotes if not any(quote in text for text in files)] == []


# Routing


EXAMPLES = [(intent, example) for intent in QUESTIONS.intents for example in intent.examples]
NEAR_MISSES = [(intent, text) for intent in QUESTIONS.intents for text in intent.near_misses]


@pytest.mark.parametrize(("intent", "example"), EXAMPLES, ids=lambda one: getattr(one, "text", ""))
def test_each_example_reaches_its_tool(intent: Any, example: Any):
    assert route(example.text, catalog=WITH_LOGS).steps == (Step("logs", intent.tool, example.args),)
    AGENT.tool(intent.tool).params.model_validate(dict(example.args))


@pytest.mark.parametrize(("intent", "text"), NEAR_MISSES, ids=lambda one: one if isinstance(one, str) else "")
def test_a_near_miss_goes_elsewhere(intent: Any, text: str):
    assert intent.tool not in {step.tool for step in route(text, catalog=WITH_LOGS).steps if step.agent == "logs"}


def test_what_stands_before_and_behind_an_example_changes_nothing():
    agents = bidders_of(WITH_LOGS)
    for intent, example in EXAMPLES:
        step = Step("logs", intent.tool, example.args)
        before = [f"{words} {example.text}" for words in around(PREAMBLES)]
        behind = [example.text.rstrip("?") + words for words in around(TAILS)]
        assert [text for text in (*before, *behind) if understood(text, bidders=agents)[0] != (step,)] == []


def test_no_question_of_the_others_changes():
    lines = labelled.QUESTIONS.read_text(encoding="utf-8").splitlines()[::5]
    texts = [json.loads(line)["text"] for line in lines]
    both = bidders_of(WITH_LOGS)
    assert [text for text in texts if understood(text, bidders=both) != understood(text)] == []


def test_a_question_with_two_subjects_runs_both_agents():
    steps = route("what did I spend last month and which log groups are kept forever?", catalog=WITH_LOGS).steps
    assert [step.agent for step in steps] == ["cost", "logs"]


# Answers


def answer(reader: MemoryLogGroups, step: Step = ENDLESS, accounts: frozenset[str] | None = None) -> Answer:
    walked = Walked(WITH_LOGS, step.agent, AGENT.tool(step.tool))
    services = {LogGroupReader: reader, LogGroupKeeper: reader}
    found, log = answered(walked, services, question(step, accounts=accounts))
    assert found is not None, log
    return found


def test_a_recommendation_comes_with_its_thing_its_evidence_and_what_would_be_done():
    found = answer(MemoryLogGroups(groups()))
    (advice,) = [block for block in found.blocks if block.type == "recommendations"]
    assert [item.saving_per_month for item in advice.items] == ["9.00", "6.00", "3.00"]
    first = advice.items[0]
    assert first.entity is not None
    assert (first.entity.name, first.entity.account) == ("/app/2", OWN)
    assert (first.estimated, first.reversible) == (True, False)
    assert first.proposal == Proposal.of(
        "logs.limit_log_groups",
        {"log_group": [first.entity.id], "days": 90},
        effect="Events older than 90 days are deleted, and new ones once they are as old.",
    )


def test_what_could_not_be_read_is_a_gap_of_the_answer():
    reader = MemoryLogGroups([*groups(), log_group(OTHER, "/closed", 5 * GB)], denied=[OTHER])
    (gap,) = answer(reader).basis.gaps
    assert (gap.source, gap.reason, gap.remedy) == ("CloudWatch Logs", "denied", "Open it.")
    assert answer(reader, accounts=frozenset({OWN})).basis.gaps == (), "it tells of an account that is not the user's"


def test_its_requests_are_counted_once_in_the_answers_usage():
    assert answer(MemoryLogGroups(groups())).usage.requests == 1


def test_log_groups_by_the_thousand_are_listed_whole_beside_the_answer():
    store = MemoryArtifacts()
    context = ToolContext(
        job_id="job",
        user_id="ada",
        clock=ManualClock(NOW),
        services={LogGroupReader: MemoryLogGroups(groups(50_000))},
        artifacts=Artifacts(store),
    )
    finding = run_tool(AGENT.tool("log_groups"), {}, context)
    (table,) = [block for block in finding.blocks if block.type == "table"]
    assert (len(table.rows), table.total_rows) == (100, 50_000)
    assert len(store.items(table.artifact_id or "")) == len(store.items(table.entities_id or "")) == 50_000


# The deed


def everything(tool: AnyTool, arguments: Mapping[str, Any], context: ToolContext) -> bool:
    """The approval of somebody who approves of everything."""
    return True


def do(reader: MemoryLogGroups, arguments: dict[str, Any], *, accounts: frozenset[str] | None = None) -> Finding:
    """Carries out what somebody approved."""
    services: dict[type[Any], Any] = {LogGroupReader: reader, LogGroupKeeper: reader}
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=services, accounts=accounts)
    return run_tool(AGENT.tool("limit_log_groups"), arguments, context, approved=everything)


def test_asked_for_in_words_it_changes_nothing_and_says_that_somebody_has_to_approve_it():
    reader = MemoryLogGroups(groups())
    (step,) = route("cap the endless log groups", catalog=WITH_LOGS).steps
    walked = Walked(WITH_LOGS, step.agent, AGENT.tool(step.tool))
    found, log = answered(walked, {LogGroupReader: reader, LogGroupKeeper: reader}, question(step))
    assert found is None
    assert "nobody has approved" in log
    assert reader.kept == {}


def test_approved_it_changes_exactly_what_was_proposed():
    reader = MemoryLogGroups(groups())
    (advice,) = [block for block in answer(reader).blocks if block.type == "recommendations"]
    proposal = advice.items[1].proposal
    assert proposal is not None
    do(reader, json.loads(proposal.arguments))
    assert reader.kept == {groups()[1].arn: 90}


def test_nobody_changes_what_they_may_not_see():
    reader = MemoryLogGroups([*groups(), log_group(OTHER, "/theirs", GB)])
    with pytest.raises(ToolError, match="is not there"):
        do(reader, {"log_group": [log_group(OTHER, "/theirs", GB).arn]}, accounts=frozenset({OWN}))
    do(reader, {}, accounts=frozenset({OWN}))
    assert set(reader.kept) == {group.arn for group in groups()}


# The doors


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AnalysedAccount]:
    """An emulated account with log groups, which the profile `acme` looks at."""
    (tmp_path / "config").write_text("[profile acme]\nregion = eu-west-1\n")
    (tmp_path / "credentials").write_text("[acme]\naws_access_key_id = AKIAACME\naws_secret_access_key = x\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        found = AnalysedAccount(profile="acme")
        logs = found.client("logs")
        for name, days in (("/shop/web", None), ("/shop/jobs", None), ("/shop/old", 30)):
            logs.create_log_group(logGroupName=name)
            logs.create_log_stream(logGroupName=name, logStreamName="one")
            events = [{"timestamp": to_epoch_ms(SystemClock().now()), "message": "x" * 200_000}] * 5
            logs.put_log_events(logGroupName=name, logStreamName="one", logEvents=events)
            if days:
                logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        yield found


@pytest.fixture
def platform(account: AnalysedAccount, tmp_path: Path) -> Iterator[Platform]:
    """The product with the agent in its catalog, over that account."""
    settings = LocalSettings(bill=str(BILL), port=0, data_dir=tmp_path / "data", workers=2, profile="acme")
    platform = Platform(settings, answering=partial(product, catalog=WITH_LOGS)).start()
    try:
        yield platform
    finally:
        platform.stop()


def test_the_page_gets_its_tile_and_its_answers(platform: Platform):
    origin = re.sub(r"^ws(.*?)/(?:ws)?$", r"http\1", platform.url)
    page = httpx.get(f"{origin}/bill.json", headers={"Authorization": f"Bearer {platform.token}"}).json()
    (tile,) = [tile for tile in page["tiles"] if tile["agent"] == "logs"]
    assert (tile["title"], tile["tool"]) == ("Logs kept for ever", "endless_log_groups")
    with Client(platform.url, token=platform.token) as client, client.ask(tile["question"]) as events:
        (ready,) = [event for event in events if isinstance(event, AnswerReady)]
    (section,) = ready.answer.sections
    assert section.agent == "logs"
    (advice,) = [block for block in ready.answer.blocks if block.type == "recommendations"]
    assert {item.resource for item in advice.items} == {"/shop/web", "/shop/jobs"}


def test_the_shell_answers_in_the_same_words(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("FINOPS_TOKEN", platform.token)
    ask(
        "Which log groups do we have?",
        bill=None,
        url=platform.url,
        data_dir=None,
        timeout_s=30,
        everything=False,
        as_json=False,
    )
    said = capsys.readouterr().out
    assert "You have 3 log groups" in said
    assert "/shop/old" in said


def test_programs_are_offered_its_reading_tools_and_never_its_deed(account: AnalysedAccount):
    with open_bill(BILL) as bill:
        services = readers(bill, Terms(), catalog=WITH_LOGS, account=account)

        def context() -> ToolContext:
            return ToolContext(job_id="mcp", user_id="ada", clock=ManualClock(NOW), services=services)

        async def use() -> tuple[list[str], Any]:
            with anyio.fail_after(20):
                async with McpClient(catalog_server(WITH_LOGS, context)) as client:
                    names = [tool.name for tool in (await client.list_tools()).tools]
                    return names, await client.call_tool("logs_endless_log_groups", {})

        names, result = anyio.run(use)
    assert [name for name in names if name.startswith("logs_")] == ["logs_log_groups", "logs_endless_log_groups"]
    assert "2 log groups keep their events" in result.content[0].text


def test_without_an_account_it_is_not_offered_and_says_what_to_configure():
    with open_bill(BILL) as bill:
        services = readers(bill, Terms(), catalog=WITH_LOGS)
        walked = Walked(WITH_LOGS, "logs", AGENT.tool("log_groups"))
        found, _ = answered(walked, services, question(walked.step({})))
    assert found is not None
    assert not found.answered
    assert "Set a profile that may list log groups." in found.headline


# The stack


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return synthesise(tmp_path_factory.mktemp("stack"), catalog=WITH_LOGS)


def test_the_stack_derives_its_roles(assembly: Assembly):
    held = {
        path: json.dumps(each["Properties"]["Policies"])
        for path in (READER, EXECUTOR, "Work/Worker")
        for id, each in assembly.resources("AWS::IAM::Role").items()
        if id.startswith(path.replace("/", ""))
    }
    assert {path for path, policies in held.items() if "logs:DescribeLogGroups" in policies} == {READER}
    assert {path for path, policies in held.items() if "logs:PutRetentionPolicy" in policies} == {EXECUTOR}
    assert iam.executor_grants(CATALOG) == ()
