import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Answer } from "@/api";
import { Blocks } from "@/features/answer/answer-view";
import type { AnswerBlock } from "@/features/answer/blocks/kind";
import { kindOfBlock, KINDS } from "@/features/answer/blocks/kinds";
import { UNKNOWN_BLOCK } from "@/features/answer/blocks/unknown";
import { toMarkdown } from "@/features/answer/markdown-export";
import sample from "../../../tests/data/answers/everything.json";
import { byService, serviceTable } from "../support/answers";
import { show } from "../support/render";

const everything = sample as unknown as Answer;
const none = () => Promise.reject(new Error("not expected"));

function showAnswer(answer: Answer) {
  return show(<Blocks answer={answer} loadRows={none} />);
}

function only(type: AnswerBlock["type"]): Answer {
  return { ...everything, more: [], sections: [], blocks: everything.blocks.filter((block) => block.type === type) };
}

const SEEN: readonly [AnswerBlock["type"], readonly string[]][] = [
  ["figures", ["Spent", "$1,313.46", "-7.1 % from September", "62.0 %", "of what can be covered"]],
  [
    "recommendations",
    [
      "Stop an idle instance",
      "i-0abc · build-7 · 111122223333 · eu-west-1",
      "about $61.32",
      "CPUUtilization 1.2 %",
      "Amazon CloudWatch",
      "effort: low",
      "risk: medium, restart",
      "source: Own check, Compute Optimizer",
      "risk: cannot be undone",
      "dismissed",
      "Not counted: It is part of the saving above.",
      "€3.00",
    ],
  ],
  ["gauges", ["Platform", "$900.00 of $1,000.00 (90.0 %)", "Expected: $1,100.00", "warning", "700 hours of 744 hours"]],
  [
    "anomalies",
    ["Amazon EC2", "+$190.00", "expected $120.00, between $90.00 and $150.00", "A new instance type, m7i.4xlarge."],
  ],
  [
    "action_proposal",
    [
      "It is idle.",
      "ec2.stop_instance",
      '{"instance":"i-0abc","region":"eu-west-1"}',
      "The instance stops; its disks stay.",
      "Start it again.",
    ],
  ],
];

describe("a block", () => {
  it.each(SEEN)("of %s shows all that is known", async (type, texts) => {
    const { findByRole, container } = showAnswer(only(type));
    await findByRole("group");
    for (const text of texts) expect(container.textContent).toContain(text);
  });

  it("of every type is exported as Markdown and, with items, as a table", () => {
    const types = everything.blocks.map((block) => block.type);
    expect(new Set(types)).toEqual(new Set(Object.keys(KINDS)));
    for (const block of everything.blocks) {
      const kind = kindOfBlock(block);
      expect(kind?.markdown(block).trim()).not.toBe("");
      const table = kind?.table?.(block);
      for (const row of table?.rows ?? []) expect(row).toHaveLength(table?.columns.length ?? 0);
    }
  });

  it("of an unknown type is said, not left out", () => {
    const blocks = [
      { type: "map", title: "Regions", areas: [] },
      { type: "toString" },
      serviceTable,
    ] as unknown as Answer["blocks"];
    const { getByRole, getAllByText } = showAnswer({ ...byService, blocks });
    expect(within(getByRole("group", { name: "Regions" })).getByText(UNKNOWN_BLOCK)).toBeDefined();
    expect(getAllByText(UNKNOWN_BLOCK)).toHaveLength(2);
    expect(getByRole("table", { name: "Cost by service" })).toBeDefined();
    expect(toMarkdown("?", { ...byService, blocks: blocks.slice(0, 1) })).toContain(UNKNOWN_BLOCK);
  });
});
