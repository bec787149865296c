"""The page in the cloud: somebody signs in at the user pool, asks, stays signed in, and signs out."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from finops_client import Client, ProgramSignIn
from finops_client.errors import Forbidden, Unauthenticated
from tests.e2e.browser import Tab
from tests.e2e.cloud_page import ANALYSTS, NARROW_PROGRAM, PROGRAM, SECRET, Cloud, cloud_page
from tests.e2e.processes import ROOT

BILL = ROOT / "tests" / "data" / "bills" / "cur_2.0_tiny.csv"
BY_SERVICE = "What did I spend by service?"
ADA, PASSWORD = "ada@example.com", "Correct-horse-7-battery"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with cloud_page(tmp_path_factory.mktemp("cloud") / "data", BILL) as served:
        yield served


@pytest.fixture
def tab(cloud: Cloud, context: BrowserContext) -> Iterator[Tab]:
    """A tab at the sign-in pages, to which the page has sent it."""
    cloud.pool.access_s = 3600
    cloud.pool.disabled.clear()
    opened = Tab(page=context.new_page())
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on(
        "console", lambda said: opened.complaints.append(said.text) if "Content Security" in said.text else None
    )
    yield opened
    assert opened.complaints == []


def sign_in(page: Page, password: str = PASSWORD) -> None:
    expect(page.get_by_role("heading", name="Sign in to the pool")).to_be_visible()
    page.get_by_label("Email").fill(ADA)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def is_pages(thread_id: str) -> bool:
    """Whether a page of the product asked, and nobody in a conversation."""
    return thread_id == "dashboard" or thread_id.startswith("page.")


def test_a_user_signs_in_asks_and_signs_out(cloud: Cloud, tab: Tab) -> None:
    page = tab.page
    addresses: list[str] = []
    frames: list[dict[str, Any]] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(json.loads(text))))
    page.goto(f"{cloud.url}/#/savings")
    sign_in(page, "a wrong one")
    expect(page.get_by_role("alert")).to_contain_text("Incorrect")
    sign_in(page)
    expect(page.get_by_role("button", name=f"Sign out {ADA}")).to_be_visible()
    assert page.url == f"{cloud.url}/#/savings"
    page.goto(f"{cloud.url}/#/")
    answer = tab.ask_and_wait(BY_SERVICE)
    expect(answer.get_by_role("heading", level=3)).to_contain_text("$")
    # The page has asked about the bill too: each job's progress is its own, and what comes twice has one number.
    percents: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for frame in frames:
        if frame.get("chunk", {}).get("name") == "job.progress":
            percents[frame["jobId"]][int(frame["id"])] = frame["chunk"]["value"]["percent"]
    [own] = {frame["jobId"] for frame in frames if "chunk" in frame and not is_pages(frame["threadId"])}
    assert all([told[seq] for seq in sorted(told)] == sorted(told.values()) for told in percents.values())
    assert set(percents[own].values()) >= {5, 30, 60, 90, 100}
    assert tab.violations() == []
    tab.shoot("signed-in")
    tokens = page.evaluate("JSON.parse(sessionStorage.getItem('finops.tokens'))")
    assert page.evaluate("Object.values(localStorage).join()").find(tokens["access"]) == -1
    assert not [url for url in addresses if tokens["access"] in url or tokens["refresh"] in url]

    page.reload()
    expect(answer.get_by_role("heading", level=3)).to_contain_text("$")
    page.get_by_role("button", name=f"Sign out {ADA}").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert cloud.pool.revoked == [tokens["refresh"]]
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('finops.'))") == []
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in to the pool")).to_be_visible()


def test_the_pages_of_the_bill_are_there_over_the_socket_alone(cloud: Cloud, tab: Tab) -> None:
    page = tab.page
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(f"{cloud.url}/#/dashboard")
    sign_in(page)
    expect(page.get_by_role("heading", name="By service")).to_be_visible()
    page.goto(f"{cloud.url}/#/bill")
    expect(page.get_by_role("main")).to_contain_text("cur_2.0_tiny")
    page.goto(f"{cloud.url}/#/explore")
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("It covers 1 January 2025 to 2 January 2025")
    assert not [url for url in addresses if url.endswith(".json") and not url.endswith("config.json")]


def test_a_token_is_renewed_before_it_ends_while_the_connection_stays(cloud: Cloud, tab: Tab) -> None:
    page = tab.page
    page.clock.install()
    cloud.pool.access_s = 75
    page.goto(cloud.url)
    sign_in(page)
    tab.ask_and_wait(BY_SERVICE)
    before = cloud.pool.granted.get("refresh_token", 0)
    with page.expect_response(re.compile("/oauth2/token$")):
        page.clock.fast_forward(16_000)
    tab.ask_and_wait("What did I spend by region?")
    assert cloud.pool.granted["refresh_token"] > before


def test_whoever_is_signed_out_by_an_administrator_is_told_and_signs_in_again_in_place(cloud: Cloud, tab: Tab) -> None:
    page = tab.page
    page.clock.install()
    cloud.pool.access_s = 75
    page.goto(cloud.url)
    sign_in(page)
    answer = tab.ask_and_wait(BY_SERVICE)
    address = page.url
    cloud.pool.revoke_all()
    page.clock.fast_forward(16_000)
    notice = page.get_by_role("status").filter(has_text="You are no longer signed in")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Sign in again").click()
    expect(answer.get_by_role("heading", level=3)).to_contain_text("$")
    assert page.url == address
    expect(notice).to_have_count(0)


def test_a_refused_sign_in_is_told_in_its_words_and_tried_again_only_when_asked(cloud: Cloud, tab: Tab) -> None:
    page = tab.page
    cloud.pool.disabled.add(ADA)
    page.goto(cloud.url)
    sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text("User is disabled.")
    assert "error" not in page.url
    cloud.pool.disabled.clear()
    page.get_by_role("button", name="Try again").click()
    sign_in(page)
    expect(tab.question_box).to_be_visible()


def test_an_answer_that_this_tab_did_not_ask_for_signs_nobody_in(cloud: Cloud, tab: Tab) -> None:
    tab.page.goto(f"{cloud.url}/?code=stolen&state=guessed")
    expect(tab.page.get_by_role("alert")).to_contain_text("not begun in this tab")
    assert tab.page.evaluate("sessionStorage.getItem('finops.tokens')") is None


def test_what_a_role_may_not_do_is_not_offered_and_refused_in_words(cloud: Cloud, tab: Tab) -> None:
    cloud.pool.groups[ADA] = [ANALYSTS]
    tab.page.goto(cloud.url)
    sign_in(tab.page)
    tab.ask_and_wait("remember that Amazon S3 is called the attic")
    tab.page.goto(f"{cloud.url}/#/bill")
    expect(tab.page.get_by_role("button", name="Forget attic")).to_be_visible()

    cloud.pool.groups[ADA] = []
    later = Tab(page=tab.page.context.new_page())
    later.page.goto(f"{cloud.url}/#/bill")
    names = later.page.get_by_role("list", name="Your own names")
    expect(names).to_contain_text("attic is read as Amazon S3")
    expect(names.get_by_role("button")).to_have_count(0)
    expect(later.page.get_by_role("note")).to_have_text("viewer")
    assert later.violations() == []
    later.shoot("viewer-bill")
    later.page.goto(f"{cloud.url}/#/")
    answer = later.ask_and_wait("forget the attic")
    expect(answer.get_by_role("heading", level=3)).to_contain_text("Your role here is viewer")
    del cloud.pool.groups[ADA]


def program(cloud: Cloud, client_id: str, secret: str = SECRET) -> Client:
    """A program that signs in by its secret."""
    token_url = f"{cloud.pool.url}/oauth2/token"
    sign_in = ProgramSignIn(token_url=token_url, client_id=client_id, client_secret=secret)
    return Client(cloud.socket, token_provider=sign_in)


def test_a_program_signs_in_by_its_secret_and_sees_the_accounts_that_are_its(cloud: Cloud) -> None:
    cloud.pool.access_s = 3600
    with program(cloud, PROGRAM) as client:
        assert "$" in client.answer(BY_SERVICE).headline
        assert len(client.jobs()) == 1
        assert (client.access().role, client.access().may) == ("analyst", ("ask", "curate"))
    with program(cloud, NARROW_PROGRAM) as client:
        assert not client.jobs()
        assert "$" not in client.answer(BY_SERVICE).headline
        assert client.access().role == "viewer"
        with pytest.raises(Forbidden, match="only the role analyst"):
            client.forget(None)
    assert cloud.pool.granted["client_credentials"] == 2


def test_a_program_with_another_secret_is_refused_in_words_that_hold_no_secret(cloud: Cloud) -> None:
    with (
        pytest.raises(Unauthenticated, match="invalid_client") as refused,
        program(cloud, PROGRAM, "another") as client,
    ):
        client.jobs()
    assert "another" not in str(refused.value)
