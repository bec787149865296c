import { waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "@/api";
import { Blocks } from "@/features/answer/answer-view";
import type { AnswerBlock } from "@/features/answer/blocks/kind";
import { toMarkdown } from "@/features/answer/markdown-export";
import { byService, serviceTable } from "../support/answers";
import { show } from "../support/render";
import { catchFiles, type SavedFile } from "../support/saved-files";

let saved: SavedFile[];

beforeEach(() => {
  saved = catchFiles();
});

function showAnswer(answer: Answer) {
  return show(<Blocks answer={answer} loadRows={() => Promise.reject(new Error("not expected"))} />);
}

describe("an answer of several sections", () => {
  const blocks = [
    { ...serviceTable, id: "b1-1", title: "One" },
    { ...serviceTable, id: "b2-1", title: "Two" },
  ];
  const part = (title: string, blockIds: string[], source: string) => ({
    agent: "cost",
    title,
    headline: "",
    markdown: "",
    failure: "",
    blockIds,
    basis: { ...byService.basis, source },
  });
  const answer: Answer = {
    ...byService,
    blocks,
    sections: [part("Cost 1", ["b1-1"], "a.csv"), part("Cost 2", ["b2-1"], "b.csv"), part("Budgets", [], "")],
  };

  it("shows each section's blocks under its title with its own basis", async () => {
    const { user, getAllByRole, getAllByText } = showAnswer(answer);
    const titles = getAllByRole("heading", { level: 4 }).map((heading) => heading.textContent);
    expect(titles).toEqual(["Cost 1", "One", "Cost 2", "Two"]);
    const [, second] = getAllByRole("button", { name: /^Basis/ });
    if (second) await user.click(second);
    expect(getAllByText(/b\.csv/)).toHaveLength(1);
  });

  it("saves each table with the basis of its section", async () => {
    const { user, getAllByRole } = showAnswer(answer);
    const [, second] = getAllByRole("button", { name: "CSV" });
    if (second) await user.click(second);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(await saved[0]?.text).toContain("# Source: b.csv");
  });
});

describe("a chart and the table it names", () => {
  const bars: AnswerBlock = {
    type: "breakdown",
    id: "b1",
    title: "Shares",
    unit: "USD",
    total: "5",
    items: [{ label: "EC2", value: "5", share: "1" }],
    tableId: "b9",
  };

  it("have one place, wherever the table stands and whatever it is called", async () => {
    const table = { ...serviceTable, id: "b9", title: "All services" };
    const { user, getAllByRole, getByRole } = showAnswer({
      ...byService,
      blocks: [bars, { ...serviceTable, id: "b2" }, table],
    });
    expect(getAllByRole("group", { name: (name) => !name.endsWith(", scrollable") })).toHaveLength(2);
    await user.click(getByRole("button", { name: "Table" }));
    expect(getByRole("table", { name: "All services" })).toBeDefined();
  });

  it("is left to itself when the table did not come", () => {
    expect(showAnswer({ ...byService, blocks: [bars] }).getAllByRole("group")).toHaveLength(1);
  });

  it("without rows is no table to read, so the chart's own numbers are", async () => {
    const pointer = {
      ...serviceTable,
      id: "b9",
      title: "Shares: everything",
      rows: [],
      totalRows: 1,
      artifactId: "rows-0",
    };
    const blocks = [{ ...bars, totalItems: 1, artifactId: "table-0" }, pointer];
    const { user, getByRole } = showAnswer({ ...byService, blocks });
    await user.click(getByRole("button", { name: "Table" }));
    expect(within(getByRole("table", { name: "Shares" })).getByText("EC2")).toBeDefined();
    expect(toMarkdown("?", { ...byService, blocks })).not.toContain("everything");
  });
});
