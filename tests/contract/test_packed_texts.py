"""Long texts in DynamoDB are packed: what one version of the product wrote another reads, compares and changes."""

import base64
import hashlib
import random
import zlib
from typing import Any

import pytest

from finops_core.aws.clients import PlatformClients
from finops_core.clock import ManualClock
from finops_core.errors import ConditionFailed, TooLarge
from finops_core.table import packing
from finops_core.table.attributes import from_attributes
from finops_core.table.packing import LEAST_BYTES, MOST_BYTES, BadPacking, packed, unpacked
from finops_core.table.port import MAX_ITEM_BYTES, Equals, Key, Put, Table, Update
from tests.contract.storage_backends import dynamodb_table, new_table_name

KEY = Key("JOB#1", "SEG#00000001")
LONG = '[{"type":"progress","percent":60,"stage":"agents","message":"Kosten für größere Dienste: 🚀"}]' * 40
NOISE = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyzäöü0123456789", k=3000))

TEXTS = {
    "empty": "",
    "short": "x" * (LEAST_BYTES - 1),
    "the shortest that is packed": "x" * LEAST_BYTES,
    "long": LONG,
    "noise": NOISE,
    "the longest that is packed": "y" * MOST_BYTES,
    "longer": "y" * (MOST_BYTES + 1),
    "control characters": "\x00\u2028\n" * 500,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
class TestAnyTable:
    def test_a_text_comes_back_as_it_went_in(self, table: Table, text: str) -> None:
        table.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "events": text}))
        assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "events": text}
        assert table.query(KEY.pk) == [table.get(KEY)]

    def test_a_text_set_by_an_update_is_in_its_answer_and_may_be_compared(self, table: Table, text: str) -> None:
        assert table.update_if(Update(key=KEY, set={"a": text}, set_if_absent={"b": text}))["a"] == text
        after = table.update_if(Update(key=KEY, set={"c": 1}, conditions=(Equals("a", text), Equals("b", text))))
        assert after["c"] == 1
        with pytest.raises(ConditionFailed):
            table.update_if(Update(key=KEY, set={"c": 2}, conditions=(Equals("a", text + "!"),)))


def test_what_is_too_large_for_one_store_is_too_large_for_each(table: Table) -> None:
    with pytest.raises(TooLarge):
        table.put_if(Put(item={"pk": KEY.pk, "sk": KEY.sk, "finding": "x" * MAX_ITEM_BYTES}))


class Versions:
    """One table in DynamoDB, written as this version does or as those did that knew no packed texts."""

    def __init__(self, aws: PlatformClients, clock: ManualClock) -> None:
        self._client: Any = aws.dynamodb()
        self._name = new_table_name(aws)
        self.new, self.old = (dynamodb_table(aws, clock, self._name, packs=packs) for packs in (True, False))

    def stored(self) -> dict[str, Any]:
        key = {"pk": {"S": KEY.pk}, "sk": {"S": KEY.sk}}
        return self._client.get_item(TableName=self._name, Key=key)["Item"]


@pytest.fixture
def versions(aws: PlatformClients, clock: ManualClock) -> Versions:
    return Versions(aws, clock)


WRITTEN = Put(item={"pk": KEY.pk, "sk": KEY.sk, "events": LONG})


def test_a_long_text_takes_few_bytes(versions: Versions) -> None:
    versions.new.put_if(WRITTEN)
    assert len(versions.stored()["events"]["B"]) < len(LONG.encode()) // 10


def test_as_an_earlier_version_it_is_stored_as_it_is(versions: Versions) -> None:
    versions.old.put_if(WRITTEN)
    versions.old.update_if(Update(key=KEY, set={"more": LONG}))
    assert versions.stored()["events"] == versions.stored()["more"] == {"S": LONG}


@pytest.mark.parametrize("packs", [True, False])
def test_what_either_wrote_is_read_and_compared(versions: Versions, *, packs: bool) -> None:
    (versions.new if packs else versions.old).put_if(WRITTEN)
    assert versions.new.get(KEY) == WRITTEN.item
    assert versions.old.get(KEY) == WRITTEN.item
    same = Update(key=KEY, set={"seen": True}, conditions=(Equals("events", LONG),))
    assert versions.new.update_if(same)["seen"] is True


def test_the_text_of_a_key_or_an_index_is_never_packed(versions: Versions) -> None:
    thread = "u#" + "t" * 900
    versions.new.put_if(Put(item={**WRITTEN.item, "thread_key": thread, "created_at": "000000000000001"}))
    assert versions.stored()["thread_key"] == {"S": thread}
    assert [found["pk"] for found in versions.new.query_index("by_thread", thread)] == [KEY.pk]


class TestBinaryValues:
    def test_a_record_of_a_stream_has_it_in_base64(self) -> None:
        data = packed(LONG)
        assert data is not None
        assert from_attributes({"events": {"B": base64.b64encode(data).decode()}}) == {"events": LONG}

    @pytest.mark.parametrize("cut", [0, 1, 2, 20, -1])
    def test_a_torn_one_is_refused(self, cut: int) -> None:
        data = packed(LONG)
        assert data is not None
        with pytest.raises(BadPacking):
            unpacked(data[:cut])

    @pytest.mark.parametrize("value", [b"", b"\x02abc", b"\x01\xff\xff\xff", "no base64 !", 7], ids=repr)
    def test_what_is_no_packed_text_is_refused(self, value: Any) -> None:
        with pytest.raises(BadPacking):
            unpacked(value)

    def test_one_that_grows_without_end_is_refused(self) -> None:
        stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        bomb = b"\x01" + stream.compress(b"x" * 50_000_000) + stream.flush()
        with pytest.raises(BadPacking):
            unpacked(bomb)

    def test_the_words_that_packed_texts_refer_to_never_change(self) -> None:
        """Whoever changes them makes every log unreadable that was packed before: other words need another form."""
        words: bytes = vars(packing)["_WORDS_1"]
        assert hashlib.sha256(words).hexdigest() == "4bd3c4f413372280084e6de28797246219d38be41c892945f557ac653b819589"
        kept = "018ba6a4e9e00d0cf454608170784f91427ad1e16d87e703a34dc12513e8e392542b850ff36735288d5a316ac5a81583d20a00"
        assert unpacked(bytes.fromhex(kept)) == LONG[:960]
