"""Every kind of block in a real browser: readable in both themes and on a phone, with nothing for axe to find."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from finops_core.answers import Block, Finding, RecommendationsBlock, TableBlock
from finops_core.clock import Clock
from finops_core.tools.context import ToolContext
from finops_core.tools.spec import ToolDef, as_found
from local.answering import Answering
from local.platform import Platform
from local.settings import LocalSettings
from tests.compatibility.samples import EVERYTHING, IDLE
from tests.e2e.browser import LOOKS, PHONE, Tab, open_context, open_tab
from tests.e2e.platform import PAGE
from tests.integration.cli_command import TINY_BILL
from tests.integration.worker_agents import AnyParams, answering_with

SAVINGS = 500
QUESTION = "What did I spend by service?"

PLACE_AFTER_SCROLLING = """async (element) => {
  element.scrollIntoView({block: "center"});
  const before = element.getBoundingClientRect().y;
  for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
  return [before, element.getBoundingClientRect().y];
}"""
"""Where an element is once it is on the screen, and a few frames later."""


def everything(settings: LocalSettings, clock: Clock) -> Answering:
    """A tool that finds one of each, and five hundred things to save."""

    def spend(params: AnyParams, context: ToolContext) -> Finding:
        advice = tuple(
            IDLE.model_copy(update={"title": f"Stop instance {n}", "resource": f"i-{n}"}) for n in range(SAVINGS)
        )
        blocks = [
            block.model_copy(update={"items": advice, "total_items": None, "artifact_id": None})
            if isinstance(block, RecommendationsBlock)
            else _complete(block)
            for block in EVERYTHING.blocks
        ]
        finding = Finding(headline="One of each.", basis=EVERYTHING.basis)
        return finding.model_copy(update={"blocks": tuple(blocks)})

    tool = ToolDef(name="spend", description="Finds one of each.", params=AnyParams, read=spend, present=as_found)
    return answering_with(tool)


def _complete(block: Block) -> Block:
    """The sample's block without a rest that nobody keeps."""
    rest = {"total_items": None, "artifact_id": None, "entities_id": None}
    update: dict[str, object] = {name: value for name, value in rest.items() if name in type(block).model_fields}
    if isinstance(block, TableBlock):
        update["total_rows"] = len(block.rows)
    return block.model_copy(update=update)


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = LocalSettings(bill=str(TINY_BILL), port=0, data_dir=tmp_path_factory.mktemp("blocks"), page=PAGE)
    platform = Platform(settings, answering=everything).start()
    yield platform.link
    platform.stop()


def _of_blocks(complaints: list[str]) -> list[str]:
    """Without those about the bill, which this platform has not."""
    return [complaint for complaint in complaints if "400 (Bad Request)" not in complaint]


def _block(answer: Locator, title: str) -> Locator:
    return answer.get_by_role("group", name=title, exact=True)


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_every_kind_of_block_is_readable_by_everyone(
    browser: Browser, link: str, scheme: str, size: tuple[int, int]
) -> None:
    context = open_context(browser, scheme=scheme, size=size)
    tab = open_tab(context, link)
    answer = tab.ask_and_wait(QUESTION)
    for block in EVERYTHING.blocks:
        if not isinstance(block, TableBlock):
            expect(_block(answer, block.title)).to_be_visible()
    expect(_block(answer, "Budgets").get_by_role("meter")).to_have_count(2)
    answer.get_by_role("button", name="Basis").click()
    expect(answer.get_by_text("Its checks come with Business Support.").first).to_be_visible()
    _block(answer, "Out of the ordinary").scroll_into_view_if_needed()
    tab.shoot(f"blocks-{scheme}-{'phone' if size == PHONE else 'wide'}")
    assert tab.violations() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert _of_blocks(tab.complaints) == []
    context.close()


def test_what_did_not_fit_is_loaded_to_the_last(browser: Browser, link: str) -> None:
    context = open_context(browser)
    tab: Tab = open_tab(context, link)
    advice = _block(tab.ask_and_wait(QUESTION), "What can be saved")
    expect(advice.get_by_text(f"of {SAVINGS} are shown")).to_be_visible()
    load_all = advice.get_by_role("button", name=f"Load all {SAVINGS}")
    before, after = load_all.evaluate(PLACE_AFTER_SCROLLING)
    assert before == after, "it moves away from under the pointer"
    load_all.click()
    expect(advice.get_by_text(f"Stop instance {SAVINGS - 1}", exact=True)).to_be_attached()
    with tab.page.expect_download() as saved:
        advice.get_by_role("button", name="CSV").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert text.count("Stop instance ") == SAVINGS
    assert _of_blocks(tab.complaints) == []
    context.close()


def test_a_question_asked_again_has_nothing_for_axe_to_find(browser: Browser, link: str) -> None:
    context = open_context(browser)
    tab = open_tab(context, link)
    for _ in range(2):
        tab.ask_and_wait(QUESTION).get_by_role("button", name="Basis").click()
    assert tab.violations() == []
    context.close()
