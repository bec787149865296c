"""What every tool of a catalog keeps, tried without knowing the tool: the calls are made from its arguments' schema."""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from finops_core.answers import FACT_REFERENCE, Answer, Finding
from finops_core.clock import ManualClock
from finops_core.errors import FinOpsError
from finops_core.jobs.events import Answered, Event
from finops_core.stopping import Stop
from finops_core.tools.context import ToolContext
from finops_core.tools.readers import Grant, ReaderSpec
from finops_core.tools.run import run_tool
from finops_core.tools.spec import AnyTool, Catalog
from finops_core.tools.testing import Trial, trial_reader
from supervisor.plan import Step
from supervisor.run import Question, SupervisorDeps, run

NOW = datetime(2026, 6, 5, 12, tzinfo=UTC)
SCHEMA_BYTES = 6 * 1024
"""A tool's arguments as a model is told of them, with every question: about 1,500 tokens."""

Services = Mapping[type[Any], Any]
EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])


@dataclass(frozen=True, slots=True)
class Walked:
    """One tool of a catalog."""

    catalog: Catalog
    agent: str
    tool: AnyTool

    def __str__(self) -> str:
        return f"{self.agent}.{self.tool.name}"

    def step(self, arguments: Mapping[str, Any]) -> Step:
        return Step(self.agent, self.tool.name, arguments)


def tools_of(*catalogs: Catalog) -> list[Walked]:
    """Every tool of the catalogs, once."""
    found = {
        (agent.name, tool.name): Walked(catalog, agent.name, tool)
        for catalog in catalogs
        for agent in catalog.values()
        for tool in agent.tools
    }
    return list(found.values())


def readers_of(catalog: Catalog) -> tuple[ReaderSpec, ...]:
    """Every kind of reader that a tool of the catalog needs."""
    return tuple(dict.fromkeys(reader for agent in catalog.values() for tool in agent.tools for reader in tool.needs))


@contextmanager
def opened(catalog: Catalog, trial: Trial) -> Generator[Services]:
    """The readers of a catalog over the trial's accounts."""
    with ExitStack() as stack:
        services: dict[type[Any], Any] = {}
        for reader in readers_of(catalog):
            made = trial_reader(reader, trial)
            services[reader.port] = stack.enter_context(made) if hasattr(made, "__exit__") else made
        yield services


# Calls


GROUPS = ("service", "account", "resource", "tag:team", "tag:{word}-key", "invoice", "team", "month")


def calls_of(tool: AnyTool, trial: Trial, *, names: bool = True) -> list[dict[str, Any]]:
    """Arguments to try a tool with: as few as it takes, each choice of each field, and names of the other account.

    Without `names` only those that choose among the tool's own words.
    """
    schema = tool.params.model_json_schema()
    fields: Mapping[str, Any] = schema.get("properties", {})
    tries = {name: list(_values(name, field, schema, trial)) for name, field in fields.items()}
    required = {name: tries[name][0] for name in schema.get("required", ())}
    more = [({name: value}) for name, values in tries.items() for value in values]
    # Some tools need one of several fields, and no two of them.
    alone = [call for call in (required, *({**required, **one} for one in more)) if _is_accepted(tool, call)]
    least = alone[0]
    hidden = (trial.other, trial.word)
    shown = [one for one in more if names or not any(word in str(one) for word in hidden)]
    return [least, *({**(required if {**required, **one} in alone else least), **one} for one in shown)]


def _is_accepted(tool: AnyTool, arguments: Mapping[str, Any]) -> bool:
    try:
        tool.params.model_validate(arguments)
    except ValidationError:
        return False
    return True


def _values(name: str, field: Mapping[str, Any], schema: Mapping[str, Any], trial: Trial) -> Iterator[Any]:
    for option in field.get("anyOf", (field,)):
        known = schema["$defs"][option["$ref"].rpartition("/")[2]] if "$ref" in option else option
        match known:
            case {"enum": choices}:
                yield from choices
            case {"const": choice}:
                yield choice
            case {"type": "boolean"}:
                yield True
            case {"type": "integer"} | {"type": "number"}:
                least = max(known.get("minimum", 1), 1)
                yield min(least, known.get("maximum", least))
            case {"type": "array", "items": items}:
                yield from ((value,) for value in _values(name, items, schema, trial))
            case {"type": "string"} if known.get("pattern") is None:
                yield from _texts(name, trial)
            case _:
                pass


def _texts(name: str, trial: Trial) -> Iterator[str]:
    if name == "group_by":
        yield from (word.format(word=trial.word) for word in GROUPS)
    elif name in ("period", "compare_to"):
        yield from ("2026-05", "all")
    else:
        yield from (trial.other, f"{trial.word}-service")


def question(step: Step, *, accounts: frozenset[str] | None = None, cancelled: Stop | None = None) -> Question:
    """The step asked for directly, as a dashboard does."""
    return Question(job_id="job", user_id="ada", text="", asked=step, accounts=accounts, cancelled=cancelled or Stop())


def deps_of(catalog: Catalog, services: Services) -> SupervisorDeps:
    return SupervisorDeps(catalog=catalog, clock=ManualClock(NOW), services=services)


def answered(walked: Walked, services: Services, asked: Question) -> tuple[Answer | None, str]:
    """The answer, if there is one, and everything that the log says; a failure's words are part of it."""
    events: list[Event] = []
    failure = ""
    try:
        events.extend(run(asked, deps_of(walked.catalog, services)))
    except FinOpsError as told:
        failure = str(told)
    answers = [event.answer for event in events if isinstance(event, Answered)]
    return (answers[0] if answers else None), failure + EVENTS.dump_json(tuple(events)).decode()


def found(walked: Walked, services: Services, arguments: Mapping[str, Any]) -> Finding | None:
    """What a tool finds; None where it says that it cannot."""
    context = ToolContext(job_id="job", user_id="ada", clock=ManualClock(NOW), services=services)
    try:
        return run_tool(walked.tool, arguments, context)
    except FinOpsError:
        return None


_MARKS = re.compile(r"(?<=f\d-)[0-9a-f]{8}|(?<=f\d\d-)[0-9a-f]{8}|(?<=f\d\d\d-)[0-9a-f]{8}")
_MICROS = re.compile(r'"micros":\d+')


def plain(log: str, folder: Path) -> str:
    """A log without what differs between two runs of the same: drawn marks, durations, where files lie."""
    return _MICROS.sub("", _MARKS.sub("", log)).replace(json.dumps(str(folder))[1:-1], "")


# Numbers


_NUMBER = re.compile(r"(?<!\w)\d(?:[\d.,]*\d)?")
"""Digits within a word, such as EC2, are a name."""
_OTHERWISE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"|\b\d{4}-\d{2}(?:-\d{2})?\b|\bQ[1-4] \d{4}|\b20\d{2}\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:last|next|past|first) \d+ (?:days?|weeks?|months?|quarters?|years?)\b|\b\d+ (?:days|months)\b"
    r"|\b[A-Z]{3,} \d\.\d\b"
)
"""Dates, periods, and versions of formats."""


def numbers_without_facts(finding: Finding, arguments: Mapping[str, Any]) -> list[str]:
    """Numbers in a finding's sentences that are no facts, no dates or periods, and not of the call's own words."""
    sentences = FACT_REFERENCE.sub(" ", f"{finding.headline} {finding.prose}")
    own = json.dumps(dict(arguments), default=str)
    return [number for number in _NUMBER.findall(_OTHERWISE.sub(" ", sentences)) if number not in own]


# Grants


ACTION_OF: Mapping[str, str] = {
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjects": "s3:ListBucket",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
}
"""Operations whose permission has another name."""
PREFIX_OF: Mapping[str, str] = {"monitoring": "cloudwatch", "tagging": "tag"}
"""Services whose permissions begin otherwise than their signatures."""
FOR_EVERYONE = frozenset({"sts:AssumeRole", "sts:GetCallerIdentity"})
"""What reading itself does not take: becoming the reader is the worker's own grant, and the other needs none."""


@contextmanager
def heard_calls(*, but_of: str) -> Generator[list[str]]:
    """The IAM actions of all requests to AWS meanwhile, except for those signed with one access key."""
    from botocore import handlers

    heard: list[str] = []

    def hear(event_name: str, request: Any, **_: Any) -> None:
        signed = re.findall(r"Credential=([^,]+)/aws4", str(request.headers["Authorization"]))
        key, _, _, service = signed[0].split("/")
        action = f"{PREFIX_OF.get(service, service)}:{event_name.rpartition('.')[2]}"
        if key != but_of:
            heard.append(ACTION_OF.get(action, action))

    registration = ("before-send", hear)
    # The first to hear of a request: the emulation answers it, and whoever comes after an answer is not asked.
    handlers.BUILTIN_HANDLERS.insert(0, registration)
    try:
        yield heard
    finally:
        handlers.BUILTIN_HANDLERS.remove(registration)


def actions_of(grants: Sequence[Grant]) -> set[str]:
    return {action for grant in grants for action in grant.actions}
