"""Questions about budgets in the words of many people: most reach their tool, hardly any a wrong one.

`questions/budgets.jsonl` has a question a line with the tool of the budgets agent that answers it; an empty one is none
of that agent's. The rules were written while looking at them.
"""

import json
from pathlib import Path

from supervisor.plan import Step
from supervisor.route import understood

QUESTIONS = Path(__file__).parent / "questions" / "budgets.jsonl"
LEAST_COVERED = 0.8
LEAST_RIGHT = 0.99


def decided() -> list[tuple[str, str, tuple[Step, ...]]]:
    rows = (json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [(row["text"], row["tool"], understood(row["text"])[0]) for row in rows]


def test_most_questions_about_budgets_reach_their_tool_and_hardly_any_another():
    found = [(tool, [(step.agent, step.tool) for step in steps]) for _, tool, steps in decided()]
    own = [(tool, steps) for tool, steps in found if tool]
    right = sum(steps == [("budgets", tool)] for tool, steps in own)
    meanings = [("knowledge", "explain")]  # "how do budgets work" is answered by an article
    answered = sum(bool(steps) and steps != meanings for _, steps in found)
    assert [tool for tool, steps in found if tool and steps == meanings] == []
    assert len(own) > 150
    assert right / len(own) >= LEAST_COVERED
    assert right / answered >= LEAST_RIGHT


def test_what_is_none_of_the_agents_is_left_to_others():
    others = [(text, steps) for text, tool, steps in decided() if not tool]
    assert len(others) > 40
    assert [text for text, steps in others if any(step.agent == "budgets" for step in steps)] == []
