"""Lambda functions, state machines and Kinesis streams."""

from typing import Final

from account.metrics import Metric
from agents.opportunities.account_checks.conditions import at_least, begins, is_, limit, older_than, peak, so, total
from agents.opportunities.account_checks.declaration import AccountCheck
from agents.opportunities.account_checks.pricing import A_LOOK, all_of, at_meters, part_of, to_look_at
from agents.opportunities.account_checks.seen import Seen
from agents.opportunities.opportunity import SavingClass

_OF = {"FunctionName": "name"}
CALLS: Final = Metric(
    namespace="AWS/Lambda", name="Invocations", stat="Sum", dimensions=_OF, days=30, speaks_when_used=True
)
ERRORS: Final = Metric(
    namespace="AWS/Lambda", name="Errors", stat="Sum", dimensions=_OF, days=30, speaks_when_used=True
)
DURATION: Final = Metric(
    namespace="AWS/Lambda", name="Duration", stat="Average", dimensions=_OF, days=30, speaks_when_used=True
)
SLOWEST: Final = Metric(
    namespace="AWS/Lambda", name="Duration", stat="Maximum", dimensions=_OF, days=30, speaks_when_used=True
)
WAITING: Final = Metric(
    namespace="AWS/Lambda", name="ProvisionedConcurrencyUtilization", stat="Maximum", dimensions=_OF
)
_STREAM = {"StreamName": "name"}
PUT: Final = Metric(namespace="AWS/Kinesis", name="IncomingBytes", stat="Sum", dimensions=_STREAM)
GOT: Final = Metric(namespace="AWS/Kinesis", name="GetRecords.Bytes", stat="Sum", dimensions=_STREAM)
SHARD_BYTES_A_DAY: Final = 1024 * 1024 * 86_400
"""What one shard takes."""

_MACHINE = {"StateMachineArn": "arn"}
STARTED: Final = Metric(
    namespace="AWS/States", name="ExecutionsStarted", stat="Sum", dimensions=_MACHINE, speaks_when_used=True
)
LONGEST: Final = Metric(
    namespace="AWS/States", name="ExecutionTime", stat="Maximum", dimensions=_MACHINE, speaks_when_used=True
)
STARTED_FROM: Final = limit("executions_a_day_from", 100, "executions", "The fewest executions a day.")
LONGEST_TO: Final = limit("longest_to", 300_000, "ms", "The longest that an execution took.")
CALLS_FROM: Final = limit("calls_from", 100, "calls", "The fewest calls in 30 days.")
CALLS_ON_ARM: Final = limit("calls_from", 43, "calls", "The fewest calls in 30 days: ten a week.")
ERRORS_FROM: Final = limit("failed_part_from", 0.1, "", "More than this part of its calls failed.")
TIMEOUT_TIMES: Final = limit("timeout_times", 5, "times", "Its timeout is more than so many times its slowest call.")
SPARE_FROM: Final = limit("unused_part_from", 0.5, "", "The least part of its shards that is not needed.")
HEADROOM: Final = limit("headroom_times", 2, "times", "What it needs is so many times its busiest day's average.")


def _asked(seen: Seen) -> float:
    found = seen.reading(CALLS)
    return found.total if found is not None else 0


def _many_and_short(seen: Seen) -> bool:
    started, longest = seen.reading(STARTED), seen.reading(LONGEST)
    if started is None or longest is None or not longest.points:
        return False
    return started.per_day >= seen.limit(STARTED_FROM) and longest.highest <= seen.limit(LONGEST_TO)


def _spare_shards(seen: Seen) -> float | None:
    """The part of a stream's shards that twice its busiest day would leave."""
    found, shards = seen.reading(PUT), seen.resource.number("shards")
    if found is None or not shards or shards < 2:
        return None
    needed = max(round(found.highest * seen.limit(HEADROOM) / SHARD_BYTES_A_DAY + 0.5), 1)
    return max(shards - needed, 0) / shards


_ON_ARM: Final = ("python3", "nodejs", "java", "dotnet", "ruby", "provided")

CHECKS: Final = (
    AccountCheck(
        id="lambda-unused",
        title="Lambda function that nobody calls",
        kind="lambda:function",
        saving_class=SavingClass.REVIEW,
        when=(total(CALLS), older_than(30, of="changed")),
        saving=to_look_at("A function that is not called costs nothing but its logs."),
        rule="It was not called for 30 days and not changed since.",
        differs="Sources take 7, 30 or 90 days. It saves nothing: what waits for it is told apart.",
        remedy="Delete it, with its log group.",
        source="union of public checks",
    ),
    AccountCheck(
        id="provisioned-concurrency-unused",
        title="Lambda provisioned concurrency that is hardly used",
        kind="lambda:function",
        saving_class=SavingClass.WASTE,
        when=(at_least("provisioned", 1), peak(WAITING, most=0.5)),
        saving=part_of("Lambda-Provisioned-Concurrency*", share=lambda seen: (
            1 - found.highest if (found := seen.reading(WAITING)) is not None else None)),
        rule="For 14 days at most half of its provisioned concurrency was in use at once.",
        remedy="Lower it to what is needed, or let it follow a schedule.",
        source="union of public checks",
    ),
    AccountCheck(
        id="provisioned-concurrency-without-calls",
        title="Provisioned concurrency of a Lambda function that nobody calls",
        kind="lambda:function",
        saving_class=SavingClass.WASTE,
        when=(at_least("provisioned", 1), total(CALLS)),
        saving=all_of("Lambda-Provisioned-Concurrency*"),
        rule="Concurrency is kept ready for it, and it was not called for 30 days.",
        unseen="The account does not show whether it waits for a release.",
        remedy="Remove its provisioned concurrency.",
        source="union of public checks",
    ),
    AccountCheck(
        id="lambda-errors",
        title="Lambda function that fails often",
        kind="lambda:function",
        saving_class=SavingClass.REVIEW,
        when=(so("more than one call in ten fails", lambda seen: (errors := seen.reading(ERRORS)) is not None
                 and _asked(seen) >= seen.limit(CALLS_FROM)
                 and errors.total > _asked(seen) * seen.limit(ERRORS_FROM),
                 metrics=(CALLS, ERRORS), limits=(CALLS_FROM, ERRORS_FROM)),),
        saving=to_look_at("What failed calls cost is a part of all its calls."),
        rule="Of 100 calls or more within 30 days more than one in ten ended in an error, and was paid for.",
        differs="Trusted Advisor looks at each of seven days: of few calls on one day a part says little.",
        remedy="Look into its logs.",
        source="AWS Trusted Advisor L4dfs2Q3C2",
    ),
    AccountCheck(
        id="lambda-times-out",
        title="Lambda function that runs into its timeout",
        kind="lambda:function",
        saving_class=SavingClass.REVIEW,
        when=(at_least("timeout_s", 10, "s"), so("calls last as long as they may", lambda seen: (
            slowest := seen.reading(SLOWEST)) is not None and (usual := seen.reading(DURATION)) is not None
            and slowest.highest >= (seen.resource.number("timeout_s") or 0) * 1000
            and usual.highest >= (seen.resource.number("timeout_s") or 0) * 500, metrics=(SLOWEST, DURATION))),
        saving=to_look_at("What calls that time out cost is a part of all its calls."),
        rule="On some day of 30 a call lasted until the timeout, and the average half as long.",
        remedy="Look into its logs for what it waits for.",
        source="AWS Trusted Advisor L4dfs2Q3C3",
    ),
    AccountCheck(
        id="lambda-timeout-long",
        title="Lambda function whose timeout is far above its duration",
        kind="lambda:function",
        saving_class=SavingClass.REVIEW,
        when=(at_least("timeout_s", 30, "s"), so("five times its slowest call would do", lambda seen: (
            slowest := seen.reading(SLOWEST)) is not None and slowest.points > 0
            and slowest.highest * seen.limit(TIMEOUT_TIMES) < (seen.resource.number("timeout_s") or 0) * 1000,
            metrics=(SLOWEST,), limits=(TIMEOUT_TIMES,))),
        saving=to_look_at("It costs nothing until a call hangs."),
        rule="Its timeout of half a minute or more is over five times the slowest call of 30 days.",
        differs="Sources compare with the average call, which a timeout must not cut short.",
        remedy="Set the timeout to a few times its slowest call.",
        source="union of public checks",
    ),
    AccountCheck(
        id="lambda-memory-large",
        title="Lambda function with very much memory",
        kind="lambda:function",
        saving_class=SavingClass.REVIEW,
        when=(at_least("memory_mb", 3009, "MB"), so("it is called", lambda seen: _asked(seen) > 0, metrics=(CALLS,))),
        saving=to_look_at("How much of its memory it uses, its log lines show."),
        rule="It has more than 3,008 MB and is called.",
        remedy="Measure what it uses; memory also gives CPU, so try what is cheapest.",
        source="union of public checks",
    ),
    AccountCheck(
        id="lambda-arm64",
        title="Lambda function that could run on Graviton",
        kind="lambda:function",
        saving_class=SavingClass.MODERNISE,
        when=(is_("architecture", "x86_64"), begins("runtime", *_ON_ARM),
              so("it is called", lambda seen: _asked(seen) >= seen.limit(CALLS_ON_ARM),
                 metrics=(CALLS,), limits=(CALLS_ON_ARM,))),
        saving=at_meters({"Lambda-GB-Second": "Lambda-GB-Second-ARM"}),
        rule="It runs on x86 in a runtime that Graviton has, and was called ten times a week or more in 30 days.",
        unseen="The account does not show whether its libraries run on arm64.",
        remedy="Build for arm64, test, and change its architecture.",
        source="AWS Cost Optimization Hub: Migrate to Graviton",
        effort="medium",
    ),
    AccountCheck(
        id="lambda-snap-start",
        title="Provisioned concurrency where SnapStart does it",
        kind="lambda:function",
        saving_class=SavingClass.REVIEW,
        when=(begins("runtime", "java"), at_least("provisioned", 1), is_("snap_start", "None")),
        saving=to_look_at(A_LOOK),
        rule="A Java function pays for concurrency that waits, and SnapStart is off.",
        remedy="Switch SnapStart on, then lower the provisioned concurrency.",
        source="union of public checks",
        effort="medium",
    ),
    AccountCheck(
        id="state-machine-express",
        title="Standard state machine of many short executions",
        kind="states:state-machine",
        saving_class=SavingClass.REVIEW,
        when=(is_("type", "STANDARD"), so("many short executions", _many_and_short, metrics=(STARTED, LONGEST),
                                          limits=(STARTED_FROM, LONGEST_TO))),
        saving=to_look_at("Express is paid by requests and time, and may run a step twice."),
        rule="It started 100 executions a day or more for 14 days, none longer than five minutes.",
        remedy="Make it an Express workflow if its steps may run twice.",
        source="union of public checks",
        effort="medium",
        risk="medium",
    ),
    AccountCheck(
        id="kinesis-shards",
        title="Kinesis stream that nobody writes to",
        kind="kinesis:stream",
        saving_class=SavingClass.WASTE,
        when=(is_("mode", "PROVISIONED"), total(PUT)),
        saving=all_of("Storage-ShardHour", "ShardHour*", "Extended-ShardHour"),
        rule="For 14 days nothing was written to it.",
        remedy="Delete the stream.",
        source="union of public checks",
        reversible=False,
    ),
    AccountCheck(
        id="kinesis-shards-spare",
        title="Kinesis stream with more shards than it needs",
        kind="kinesis:stream",
        saving_class=SavingClass.RIGHTSIZE,
        when=(is_("mode", "PROVISIONED"), so("twice its busiest day needs half the shards", lambda seen: (
            part := _spare_shards(seen)) is not None and part >= seen.limit(SPARE_FROM)
            and (found := seen.reading(PUT)) is not None and found.total > 0,
            metrics=(PUT,), limits=(HEADROOM, SPARE_FROM))),
        saving=part_of("Storage-ShardHour", "ShardHour*", share=_spare_shards),
        rule="Twice the bytes of its busiest day of 14 would need half of its shards or fewer.",
        unseen="A metric by the day does not show how high a second's peak was, nor how many records.",
        remedy="Merge shards, or switch it to on-demand.",
        source="union of public checks",
        risk="medium",
    ),
    AccountCheck(
        id="kinesis-unread",
        title="Kinesis stream that nobody reads",
        kind="kinesis:stream",
        saving_class=SavingClass.REVIEW,
        when=(total(GOT), is_("readers", "0"),
              so("it is written to", lambda seen: (found := seen.reading(PUT)) is not None and found.total > 0,
                 metrics=(PUT,))),
        saving=to_look_at(),
        rule="For 14 days it was written to and not read.",
        remedy="Ask who writes to it, and why.",
        source="union of public checks",
    ),
)  # fmt: skip
