"""What the DynamoDB table makes of failures: what it repeats, what it must not repeat, and what the user is told.

The service is a scripted server on a socket, so that the client, its retries and its timeouts are the real ones.
"""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import TypeAlias

import pytest

from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import ConditionFailed, FinOpsError, StorageUnavailable, TooLarge
from finops_core.table.dynamodb import DynamoDbTable
from finops_core.table.port import TTL_ATTRIBUTE, Delete, Exists, Key, NotExists, Put, Update
from tests.unit.scripted_service import NO_ANSWER, Answer, ScriptedService, aws_error, scripted_service

KEY = Key("JOB#1", "JOB")
ITEM = {"pk": KEY.pk, "sk": KEY.sk, "n": 1}
ATTRIBUTES = {"pk": {"S": KEY.pk}, "sk": {"S": KEY.sk}, "n": {"N": "1"}}
CLOCK = ManualClock(datetime(2026, 11, 1, tzinfo=UTC))
NOW_S = int(CLOCK.now().timestamp())
ATTEMPTS = 6
LONGEST_PAUSE_S = 0.4

FOUND = Answer(body={"Item": ATTRIBUTES})
DONE = Answer()
UPDATED = Answer(body={"Attributes": ATTRIBUTES})
THROTTLED = aws_error("ProvisionedThroughputExceededException")
CONFLICT = aws_error("TransactionConflictException")
BROKEN = aws_error("InternalServerError", 500)
REFUSED = aws_error("ConditionalCheckFailedException")

FIRST_PUT = Put(item=ITEM, conditions=(NotExists(),))
OTHER = Key("JOB#1", "COUNT")
COUNT = Update(key=OTHER, add={"n": 1})


def cancelled(*codes: str) -> Answer:
    return aws_error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


class Platform:
    """A table over a scripted service, with the pauses it took between attempts."""

    def __init__(self, service: ScriptedService) -> None:
        self.service = service
        self.pauses_s: list[float] = []
        self.table = DynamoDbTable(
            PlatformClients(region="eu-central-1").dynamodb(), "jobs", clock=CLOCK, sleep=self.pauses_s.append
        )


Answering: TypeAlias = Callable[..., AbstractContextManager[Platform]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)

    @contextmanager
    def answering(*answers: Answer) -> Generator[Platform]:
        with scripted_service(*answers) as service:
            monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
            yield Platform(service)

    return answering


class TestRepeating:
    @pytest.mark.parametrize("failure", [THROTTLED, CONFLICT, BROKEN, NO_ANSWER], ids=str)
    def test_a_read_is_repeated_until_it_is_answered(self, answering: Answering, failure: Answer) -> None:
        with answering(failure, failure, FOUND) as platform:
            assert platform.table.get(KEY) == ITEM
            assert len(platform.service.requests) == 3
            assert len(platform.pauses_s) == 2

    def test_attempts_and_pauses_are_bounded(self, answering: Answering) -> None:
        with answering(THROTTLED) as platform:
            with pytest.raises(StorageUnavailable, match="throttled"):
                platform.table.get(KEY)
            assert len(platform.service.requests) == ATTEMPTS
            assert len(platform.pauses_s) == ATTEMPTS - 1
            assert 0 <= min(platform.pauses_s) <= max(platform.pauses_s) <= LONGEST_PAUSE_S

    @pytest.mark.parametrize("failure", [THROTTLED, CONFLICT], ids=str)
    def test_a_write_that_certainly_did_not_happen_is_repeated(self, answering: Answering, failure: Answer) -> None:
        with answering(failure, failure, UPDATED) as platform:
            assert platform.table.update_if(COUNT) == ITEM
            assert len(platform.service.requests) == 3

    @pytest.mark.parametrize("failure", [BROKEN, NO_ANSWER], ids=str)
    def test_a_write_that_may_have_happened_is_not_repeated(self, answering: Answering, failure: Answer) -> None:
        """Repeated by anyone, the client included, a first put would meet its own item and be told that it lost."""
        with answering(failure, REFUSED) as platform:
            with pytest.raises(StorageUnavailable):
                platform.table.put_if(FIRST_PUT)
            assert len(platform.service.requests) == 1
        with answering(failure, UPDATED) as platform:
            with pytest.raises(StorageUnavailable):
                platform.table.update_if(COUNT)
            assert len(platform.service.requests) == 1

    @pytest.mark.parametrize("failure", [BROKEN, NO_ANSWER], ids=str)
    def test_a_write_without_conditions_may_happen_twice(self, answering: Answering, failure: Answer) -> None:
        with answering(failure, DONE, failure, DONE) as platform:
            platform.table.put_if(Put(item=ITEM))
            platform.table.delete_if(Delete(key=KEY))
            assert len(platform.service.requests) == 4

    @pytest.mark.parametrize(
        "failure",
        [
            THROTTLED,
            NO_ANSWER,
            BROKEN,
            aws_error("TransactionInProgressException"),
            cancelled("None", "TransactionConflict"),
            cancelled("ThrottlingError", "None"),
        ],
        ids=str,
    )
    def test_a_transaction_is_repeated_as_the_same_request(self, answering: Answering, failure: Answer) -> None:
        with answering(failure, failure, DONE) as platform:
            platform.table.transact([FIRST_PUT, Delete(key=Key("JOB#1", "OLD"))])
            tokens = [request["ClientRequestToken"] for request in platform.service.requests]
            assert len(tokens) == 3
            assert len(set(tokens)) == 1

    def test_two_transactions_are_two_requests(self, answering: Answering) -> None:
        with answering(DONE) as platform:
            for _ in range(2):
                platform.table.transact([FIRST_PUT])
            first, second = (request["ClientRequestToken"] for request in platform.service.requests)
            assert first != second

    def test_a_transaction_that_stays_in_conflict_is_given_up(self, answering: Answering) -> None:
        with answering(cancelled("TransactionConflict", "None")) as platform:
            with pytest.raises(StorageUnavailable, match="conflict"):
                platform.table.transact([FIRST_PUT, COUNT])
            assert len(platform.service.requests) == ATTEMPTS


class TestReads:
    def test_reads_are_consistent_except_on_an_index(self, answering: Answering) -> None:
        with answering(Answer(body={"Items": []})) as platform:
            platform.table.get(KEY)
            platform.table.query("JOB#1", prefix="SEG#")
            platform.table.query_index("due", "0")
            consistent = [request.get("ConsistentRead", False) for request in platform.service.requests]
        assert consistent == [True, True, False]

    def test_a_read_of_few_asks_for_few(self, answering: Answering) -> None:
        page = {"Items": [ATTRIBUTES], "LastEvaluatedKey": {"pk": {"S": "JOB#1"}, "sk": {"S": "JOB"}}}
        with answering(Answer(body=page), Answer(body=page), Answer(body={"Items": []})) as platform:
            assert platform.table.query("JOB#1", limit=3) == [ITEM, ITEM]
            assert [request["Limit"] for request in platform.service.requests] == [3, 2, 1]

    def test_a_value_this_product_never_writes_is_not_guessed_at(self, answering: Answering) -> None:
        for foreign in ({"N": "1.5"}, {"SS": ["a"]}, {"B": "YQ=="}):
            found = Answer(body={"Item": ATTRIBUTES | {"x": foreign}})
            with answering(found) as platform, pytest.raises(ValueError, match="the table holds"):
                platform.table.get(KEY)

    def test_a_whole_number_is_read_however_it_is_written(self, answering: Answering) -> None:
        numbers = {"L": [{"N": "1E+2"}, {"N": "-0"}, {"N": "12.0"}]}
        with answering(Answer(body={"Item": ATTRIBUTES | {"x": numbers}})) as platform:
            assert platform.table.get(KEY) == ITEM | {"x": [100, 0, 12]}


class TestBatches:
    def test_what_an_answer_left_out_is_asked_for_again_after_a_pause(self, answering: Answering) -> None:
        left = [{"pk": {"S": OTHER.pk}, "sk": {"S": OTHER.sk}}]
        first = {"Responses": {"jobs": [ATTRIBUTES]}, "UnprocessedKeys": {"jobs": {"Keys": left}}}
        rest = {"Responses": {"jobs": [ATTRIBUTES | {"sk": {"S": OTHER.sk}}]}, "UnprocessedKeys": {}}
        with answering(Answer(body=first), Answer(body=rest)) as platform:
            assert list(platform.table.get_many([OTHER, KEY])) == [OTHER, KEY]
            asked = [request["RequestItems"]["jobs"] for request in platform.service.requests]
            assert [len(each["Keys"]) for each in asked] == [2, 1]
            assert asked[1]["Keys"] == left
            assert all(each["ConsistentRead"] for each in asked)
            assert len(platform.pauses_s) == 1

    def test_a_hundred_keys_are_one_request(self, answering: Answering) -> None:
        with answering(Answer(body={"Responses": {"jobs": []}})) as platform:
            assert platform.table.get_many(Key("P", f"{number}") for number in range(250)) == {}
            sizes = [len(request["RequestItems"]["jobs"]["Keys"]) for request in platform.service.requests]
            assert sizes == [100, 100, 50]
            assert platform.pauses_s == []

    def test_a_batch_that_reads_nothing_again_and_again_is_given_up(self, answering: Answering) -> None:
        nothing = {"UnprocessedKeys": {"jobs": {"Keys": [{"pk": {"S": KEY.pk}, "sk": {"S": KEY.sk}}]}}}
        with answering(Answer(body={"Responses": {}, **nothing})) as platform:
            with pytest.raises(StorageUnavailable, match="throttled"):
                platform.table.get_many([KEY])
            assert len(platform.service.requests) == ATTEMPTS
            assert max(platform.pauses_s) <= LONGEST_PAUSE_S

    def test_a_batch_that_got_no_answer_is_repeated(self, answering: Answering) -> None:
        found = Answer(body={"Responses": {"jobs": [ATTRIBUTES]}})
        with answering(NO_ANSWER, THROTTLED, found) as platform:
            assert platform.table.get_many([KEY]) == {KEY: ITEM}
            assert len(platform.service.requests) == 3


class TestRefusals:
    def test_a_failed_condition_is_final(self, answering: Answering) -> None:
        with answering(REFUSED) as platform:
            with pytest.raises(ConditionFailed):
                platform.table.put_if(FIRST_PUT)
            assert len(platform.service.requests) == 1

    def test_a_failed_condition_outweighs_a_conflict(self, answering: Answering) -> None:
        with answering(cancelled("TransactionConflict", "None", "ConditionalCheckFailed")) as platform:
            with pytest.raises(ConditionFailed) as failure:
                platform.table.transact([FIRST_PUT, COUNT, Delete(key=Key("a", "b"), conditions=(Exists(),))])
            assert failure.value.index == 2
            assert len(platform.service.requests) == 1

    def test_an_expired_item_that_keeps_coming_back_ends_the_attempts(self, answering: Answering) -> None:
        expired = ATTRIBUTES | {TTL_ATTRIBUTE: {"N": str(NOW_S - 1)}}
        refused = aws_error("ConditionalCheckFailedException", Item=expired)
        with answering(refused) as platform:
            with pytest.raises(StorageUnavailable, match="expired"):
                platform.table.put_if(FIRST_PUT)
            removals = [request for request in platform.service.requests if "Item" not in request]
            assert [request["ExpressionAttributeValues"] for request in removals] == [
                {":seen": {"N": str(NOW_S - 1)}}
            ] * len(removals)

    @pytest.mark.parametrize(
        ("answer", "error", "words"),
        [
            (aws_error("AccessDeniedException"), StorageUnavailable, "table jobs.*AccessDeniedException.*Grant"),
            (aws_error("UnrecognizedClientException"), StorageUnavailable, "credentials"),
            (aws_error("ResourceNotFoundException"), StorageUnavailable, "deployed"),
            (
                Answer(
                    status=400, body={"__type": "ValidationException", "message": "Item size has exceeded the limit"}
                ),
                TooLarge,
                "too large",
            ),
        ],
        ids=lambda value: str(value)[:60],
    )
    def test_the_user_is_told_what_to_do(
        self, answering: Answering, answer: Answer, error: type[FinOpsError], words: str
    ) -> None:
        with answering(answer) as platform:
            with pytest.raises(error, match=words):
                platform.table.put_if(FIRST_PUT)
            assert len(platform.service.requests) == 1

    def test_a_wrong_request_is_this_products_fault(self, answering: Answering) -> None:
        with answering(aws_error("ValidationException")) as platform, pytest.raises(ValueError, match="refused"):
            platform.table.query("JOB#1")
        with answering(cancelled("None", "ValidationError")) as platform, pytest.raises(ValueError, match="refused"):
            platform.table.transact([FIRST_PUT, COUNT])
