"""One answer with everything that an answer can hold."""

from datetime import UTC, date, datetime

from finops_core.answers import (
    ActionProposalBlock,
    AnomaliesBlock,
    Anomaly,
    Answer,
    AnswerSection,
    Basis,
    Block,
    BreakdownBlock,
    BreakdownItem,
    CodeBlock,
    Column,
    DateRange,
    Entity,
    Estimate,
    Evidence,
    Fact,
    Figure,
    FiguresBlock,
    Gap,
    Gauge,
    GaugesBlock,
    Mark,
    Point,
    Proposal,
    Recommendation,
    RecommendationsBlock,
    Remainder,
    Series,
    TableBlock,
    TimeSeriesBlock,
    Usage,
)

OCTOBER = DateRange(start=date(2026, 10, 1), end=date(2026, 11, 1))
SERVER = Entity(
    kind="ec2:instance",
    id="arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc",
    name="build-7",
    account="111122223333",
    region="eu-west-1",
    service="Amazon Elastic Compute Cloud",
)
STOP = Proposal.of(
    "ec2.stop_instance",
    {"instance": "i-0abc", "region": "eu-west-1"},
    effect="The instance stops; its disks stay.",
    undo="Start it again.",
    expires_at=datetime(2026, 11, 30, 12, 0, tzinfo=UTC),
)
IDLE = Recommendation(
    title="Stop an idle instance",
    resource="i-0abc",
    saving_per_month="61.32",
    unit="USD",
    detail="Nobody used it for a month.",
    check="ec2_idle",
    entity=SERVER,
    finding="The processor was at 1.2 % on average.",
    evidence=(
        Evidence(metric="CPUUtilization", value="0.012", kind="percent", window=OCTOBER, source="Amazon CloudWatch"),
        Evidence(metric="Days without traffic", value="31", unit="days", window=OCTOBER),
    ),
    estimated=True,
    effort="low",
    risk="medium",
    restart=True,
    reversible=True,
    sources=("Own check", "Compute Optimizer"),
    proposal=STOP,
    counted_per_month="61.32",
    saving_class="waste",
)
KEPT = Recommendation(
    title="Delete old snapshots",
    resource="snap-1",
    saving_per_month="3",
    unit="EUR",
    status="dismissed",
    not_counted="It is part of the saving above.",
    reversible=False,
)

TABLE = TableBlock(
    id="b1",
    title="Cost by service",
    columns=(
        Column(key="service", label="Service"),
        Column(key="cost", label="Cost", kind="money", unit="USD"),
        Column(key="share", label="Share", kind="percent"),
    ),
    rows=(("Amazon EC2", "1234.56", "0.94"), ("Amazon S3", "78.90", None)),
    total_rows=5000,
    artifact_id="table-0",
    entities=(Entity(kind="service", id="AmazonEC2"), None),
    entities_id="entities-0",
)
BLOCKS: tuple[Block, ...] = (
    FiguresBlock(
        id="b0",
        title="At a glance",
        items=(
            Figure(label="Spent", value="1313.46", unit="USD", change="-0.071", change_from="September"),
            Figure(label="Coverage", value="0.62", kind="percent", note="of what can be covered"),
        ),
    ),
    BreakdownBlock(
        id="b2",
        title="Cost by service",
        unit="USD",
        items=(BreakdownItem(label="Amazon EC2", value="1234.56", share="0.94"),),
        total="1313.46",
        table_id="b1",
        total_items=2,
        artifact_id="b2",
    ),
    TABLE,
    TimeSeriesBlock(
        id="b3",
        title="Forecast",
        unit="USD",
        granularity="monthly",
        series=(
            Series(name="Billed", points=(Point(start="2026-10-01", value="1313.46", partial=True),)),
            Series(
                name="Expected",
                points=(
                    Point(start="2026-11-01", value="1400", low="1300", high="1500", low_95="1200", high_95="1600"),
                ),
            ),
        ),
        marks=(Mark(start="2026-10-14", label="Migration"),),
    ),
    RecommendationsBlock(id="b4", title="What can be saved", items=(IDLE, KEPT), total_items=500, artifact_id="b4"),
    GaugesBlock(
        id="b5",
        title="Budgets",
        items=(
            Gauge(label="Platform", value="900", limit="1000", unit="USD", expected="1100", status="warning"),
            Gauge(label="Savings plan hours", value="700", limit="744", kind="number", unit="hours", status="ok"),
        ),
    ),
    AnomaliesBlock(
        id="b6",
        title="Out of the ordinary",
        items=(
            Anomaly(
                label="Amazon EC2",
                start="2026-10-14",
                end="2026-10-17",
                value="310",
                unit="USD",
                expected="120",
                low="90",
                high="150",
                impact="190",
                cause="A new instance type, m7i.4xlarge.",
                entity=SERVER,
                anomaly_id="5f2b0c7d1e9a4b3c8d6e7f0a1b2c3d4e.2026-10-14",
                note="It has grown by over a quarter since it was dismissed: Load test",
            ),
        ),
    ),
    ActionProposalBlock(id="b7", title="Stop i-0abc", interrupt_id="int-1", detail="It is idle.", proposal=STOP),
    CodeBlock(id="b8", title="Query", language="sql", code="select 1"),
)
BASIS = Basis(
    metric="BilledCost",
    period=OCTOBER,
    granularity="monthly",
    currency="USD",
    included=("usage",),
    excluded=("credits",),
    filters=("account is 111122223333",),
    partial_periods=("2026-10-31",),
    data_as_of=datetime(2026, 11, 1, tzinfo=UTC),
    accounts=("111122223333",),
    source="october.parquet",
    rows_read=4210,
    api_requests=2,
    api_cost_usd="0.02",
    notes=("Rounded to the cent.",),
    estimate=Estimate(
        method="seasonal mean", levels=("0.80", "0.95"), trials=12, error="0.041", naive_error="0.083", unit="percent"
    ),
    gaps=(
        Gap(
            source="AWS Trusted Advisor",
            reason="not_subscribed",
            message="Its checks come with Business Support.",
            remedy="Subscribe to Business Support, or leave it out.",
        ),
    ),
)
EVERYTHING = Answer(
    headline="You spent $1,313.46 in October 2026.",
    markdown="### Cost\n\nYou spent **$1,313.46**.\n\n### Savings\n\n$61.32 a month can be saved.",
    blocks=BLOCKS,
    basis=BASIS,
    facts=(Fact(id="f1-ab", kind="money", value="1313.46", unit="USD", subject="all services", period=OCTOBER),),
    suggestions=("What did I spend by account?",),
    sections=(
        AnswerSection(
            agent="cost",
            title="Cost",
            headline="You spent $1,313.46 in October 2026.",
            markdown="It is less than in September.",
            block_ids=("b0", "b1", "b2", "b3"),
            basis=BASIS,
        ),
        AnswerSection(
            agent="trusted_advisor", title="Trusted Advisor", failure="Its checks come with Business Support."
        ),
    ),
    usage=Usage(requests=2, price_usd="0.02", tokens_in=1200, tokens_out=80),
    more=(Remainder(of="facts", total=700, artifact_id="facts"),),
)
