"""An agent whose answer fits no message."""

from finops_core.answers import (
    Answer,
    AnswerSection,
    Basis,
    BreakdownBlock,
    BreakdownItem,
    CodeBlock,
    Column,
    Entity,
    Evidence,
    Fact,
    Finding,
    Gauge,
    GaugesBlock,
    Point,
    Proposal,
    Recommendation,
    RecommendationsBlock,
    Series,
    TableBlock,
    TimeSeriesBlock,
)
from finops_core.clock import Clock
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import ToolDef, as_found
from local.answering import Answering
from local.settings import LocalSettings
from tests.integration.worker_agents import AnyParams, answering_with

LARGE_ROWS, LARGE_ADVICE, LARGE_POINTS, LARGE_PARTS = 50_000, 500, 3_000, 60
MANY_SECTIONS = 40


def large_finding() -> Finding:
    """More of everything than a message holds."""
    columns = (Column(key="id", label="Resource"), Column(key="cost", label="Cost", kind="money", unit="USD"))
    rows = tuple((f"arn:aws:ec2:eu-west-1:111122223333:volume/vol-{n:08x}", f"{n}.125") for n in range(LARGE_ROWS))
    advice = tuple(
        Recommendation(
            title=f"Delete volume {n}",
            resource=f"vol-{n}",
            saving_per_month=f"{n}.50",
            unit="USD",
            entity=Entity(kind="ec2:volume", id=f"arn:aws:ec2:eu-west-1:111122223333:volume/vol-{n}"),
            evidence=(Evidence(metric="Days without traffic", value=str(n), unit="days"),),
            proposal=Proposal.of("ec2.delete_volume", {"volume": f"vol-{n}"}, effect="The volume is gone."),
        )
        for n in range(LARGE_ADVICE)
    )
    points = tuple(Point(start=f"2026-01-01T{n:05d}", value=f"{n}.1", low="0", high="1") for n in range(LARGE_POINTS))
    parts = tuple(BreakdownItem(label=f"Part {n}", value=f"{n}.01") for n in range(LARGE_PARTS))
    gauges = tuple(Gauge(label=f"Budget {n}", value="1", limit="2", unit="USD") for n in range(LARGE_PARTS))
    return Finding(
        headline="There is much of it.",
        prose="\n".join(f"Line {n} of a long text." for n in range(2_000)),
        facts=tuple(Fact(id=f"f{n}-ab", kind="number", value=str(n), subject=f"thing {n}") for n in range(400)),
        blocks=(
            TableBlock(title="Volumes", columns=columns, rows=rows, total_rows=LARGE_ROWS),
            RecommendationsBlock(title="What can be saved", items=advice),
            TimeSeriesBlock(
                title="Hourly",
                unit="USD",
                granularity="hourly",
                series=(Series(name="A", points=points), Series(name="B", points=points[:1_000])),
            ),
            BreakdownBlock(title="Parts", unit="USD", items=parts, total="99"),
            GaugesBlock(title="Budgets", items=gauges),
            CodeBlock(title="Policy", language="json", code="\n".join(f'{{"line": {n}}},' for n in range(3_000))),
            *(CodeBlock(title=f"Query {n}", language="sql", code=f"select {n}") for n in range(40)),
        ),
        basis=Basis(source="large.csv", filters=tuple(f"service is {n}" for n in range(300))),
    )


def large(settings: LocalSettings, clock: Clock) -> Answering:
    """A tool whose answer fits no message."""

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        return large_finding()

    tool = ToolDef(name="spend", description="Finds much.", params=AnyParams, read=spend, present=as_found)
    return answering_with(tool)


def many_sections() -> Answer:
    """What so many agents found, each with a table of its own: more than a message holds."""
    return Answer(
        headline="Forty agents answered.",
        markdown="\n\n".join(f"In the words of agent {n}." for n in range(MANY_SECTIONS)),
        sections=tuple(
            AnswerSection(
                agent=f"agent-{n}",
                title=f"Agent {n}",
                headline=f"Agent {n} found {n} things.",
                markdown=f"In the words of agent {n}. " * 60,
                block_ids=(f"b{n}",),
                basis=Basis(source=f"source {n}", currency="USD", notes=(f"note {n}",)),
                failure="It was denied." if n % 10 == 9 else "",
            )
            for n in range(MANY_SECTIONS)
        ),
        blocks=tuple(
            TableBlock(
                id=f"b{n}",
                title=f"Table {n}",
                columns=(Column(key="a", label="A"),),
                rows=tuple((f"row {row} of {n}",) for row in range(80)),
                total_rows=80,
            )
            for n in range(MANY_SECTIONS)
        ),
    )
