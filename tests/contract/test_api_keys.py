"""API keys over every storage backend: shown once, kept as hashes, replaced with an overlap, revoked at once."""

from datetime import timedelta

import pytest

from finops_core.api_keys import LONGEST, MOST_KEYS, ApiKeyRepository, is_api_key
from finops_core.clock import ManualClock
from finops_core.errors import BadFrame, FinOpsError, JobNotFound, RateLimited, TokenExpired, Unauthenticated
from finops_core.table.port import Table
from finops_core.table.sqlite import SqliteTable

MONTH = timedelta(days=30)


@pytest.fixture
def keys(table: Table, clock: ManualClock) -> ApiKeyRepository:
    return ApiKeyRepository(table, clock)


def refused(keys: ApiKeyRepository, text: str) -> type[FinOpsError] | None:
    try:
        keys.verify(text)
    except FinOpsError as error:
        return type(error)
    return None


def test_a_key_is_known_by_its_text_with_its_name_and_accounts(keys: ApiKeyRepository):
    key, text = keys.create("nightly", accounts=("123456789012",), keep_for=MONTH)
    assert is_api_key(text)
    assert keys.verify(text) == key
    assert (key.name, key.accounts, key.user_id) == ("nightly", ("123456789012",), f"key-{key.key_id}")
    assert key in keys.all()


def test_nothing_of_the_secret_is_in_the_table(keys: ApiKeyRepository, table: Table):
    _, text = keys.create("hidden", accounts=None, keep_for=MONTH)
    secret = text.rsplit("_", 1)[-1]
    stored = str([list(item.items()) for item in table.query("APIKEYS")])
    assert secret not in stored
    assert secret[:16] not in stored


def test_what_is_not_the_key_is_refused_alike(keys: ApiKeyRepository):
    _, text = keys.create("a", accounts=None, keep_for=MONTH)
    _, other = keys.create("b", accounts=None, keep_for=MONTH)
    wrong = text[:-1] + ("0" if text[-1] != "0" else "1")
    swapped = text.rsplit("_", 1)[0] + "_" + other.rsplit("_", 1)[-1]
    for guess in (wrong, swapped, "finops_", "finops_000000000000_" + "0" * 64, text + "\n", text.upper(), ""):
        assert refused(keys, guess) is Unauthenticated


def test_a_key_ends_with_its_time(keys: ApiKeyRepository, clock: ManualClock):
    _, text = keys.create("short", accounts=None, keep_for=timedelta(hours=1))
    clock.advance(3599)
    assert refused(keys, text) is None
    clock.advance(1)
    assert refused(keys, text) is TokenExpired


def test_a_revoked_key_is_refused_at_once_and_for_good(keys: ApiKeyRepository, clock: ManualClock):
    key, text = keys.create("leaked", accounts=None, keep_for=MONTH)
    first = keys.revoke(key.key_id)
    clock.advance(60)
    assert keys.revoke(key.key_id) == first
    assert refused(keys, text) is Unauthenticated
    with pytest.raises(BadFrame, match="no more"):
        keys.rotate(key.key_id, overlap=timedelta())


def test_a_rotated_key_has_two_secrets_for_a_while_and_then_the_new_one(keys: ApiKeyRepository, clock: ManualClock):
    key, old = keys.create("turning", accounts=("1",), keep_for=MONTH)
    rotated, new = keys.rotate(key.key_id, overlap=timedelta(hours=24))
    assert (rotated.key_id, rotated.expires_at, rotated.accounts) == (key.key_id, key.expires_at, ("1",))
    assert [refused(keys, text) for text in (old, new)] == [None, None]
    clock.advance(24 * 3600)
    assert [refused(keys, text) for text in (old, new)] == [TokenExpired, None]
    _, newest = keys.rotate(key.key_id, overlap=timedelta())
    assert [refused(keys, text) for text in (old, new, newest)] == [Unauthenticated, TokenExpired, None]


def test_a_key_that_never_was_is_not_found(keys: ApiKeyRepository):
    for key_id in ("", "000000000000"):
        with pytest.raises(JobNotFound):
            keys.revoke(key_id)
        with pytest.raises(JobNotFound):
            keys.rotate(key_id, overlap=timedelta())


@pytest.mark.parametrize("name", ["", " x", "x" * 41, "a\nb", "naïve"])
def test_a_name_that_would_not_be_one_line_is_refused(keys: ApiKeyRepository, name: str):
    with pytest.raises(BadFrame, match="name"):
        keys.create(name, accounts=None, keep_for=MONTH)


@pytest.mark.parametrize("keep_for", [timedelta(), timedelta(days=-1), LONGEST + timedelta(seconds=1)])
def test_a_key_has_an_end(keys: ApiKeyRepository, keep_for: timedelta):
    with pytest.raises(BadFrame, match="days"):
        keys.create("x", accounts=None, keep_for=keep_for)


def test_a_key_of_no_account_is_refused_rather_than_taken_for_all(keys: ApiKeyRepository):
    with pytest.raises(BadFrame, match="no account"):
        keys.create("x", accounts=(), keep_for=MONTH)


def test_there_are_not_endlessly_many_keys(clock: ManualClock):
    table = SqliteTable(":memory:", clock=clock).open()
    keys = ApiKeyRepository(table, clock)
    for number in range(MOST_KEYS):
        keys.create(f"key {number}", accounts=None, keep_for=MONTH)
    with pytest.raises(RateLimited):
        keys.create("one more", accounts=None, keep_for=MONTH)
    table.close()
