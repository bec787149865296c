import { waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "@/api";
import { Blocks } from "@/features/answer/answer-view";
import { type AnswerBlock, shownAndTotal } from "@/features/answer/blocks/kind";
import type { Items } from "@/features/answer/rows";
import { isPartial, wholeAnswer } from "@/features/answer/whole";
import sample from "../../../tests/data/answers/everything.json";
import { byService, recommendation, serviceTable } from "../support/answers";
import { show } from "../support/render";
import { catchFiles, type SavedFile } from "../support/saved-files";

const everything = sample as unknown as Answer;
let saved: SavedFile[];

beforeEach(() => {
  saved = catchFiles();
});

function showAnswer(answer: Answer, loadRows: (id: string) => Promise<Items>) {
  return show(<Blocks answer={answer} loadRows={loadRows} />);
}

const savings = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    recommendation({ title: `Stop ${index}`, resource: `i-${index}`, savingPerMonth: `${index}.25` }),
  );
const many = savings(500);
/** Loads as many, of which few are drawn: what is tested is where they go. */
const fewer = savings(20);
const advice: AnswerBlock = {
  type: "recommendations",
  id: "b1",
  title: "Savings",
  items: many.slice(0, 5),
  totalItems: 500,
  artifactId: "table-0",
};

describe("what was too large to come at once", () => {
  it("is counted, loaded on demand, and then all there", async () => {
    const loadRows = vi.fn(() => Promise.resolve(many));
    const { user, findByText, findByRole, findAllByRole, queryByRole } = showAnswer(
      { ...byService, blocks: [advice] },
      loadRows,
    );
    expect(await findByText("5 of 500 are shown")).toBeDefined();
    await user.click(await findByRole("button", { name: "Load all 500" }));
    await waitFor(async () => expect(await findAllByRole("listitem")).toHaveLength(500));
    expect(queryByRole("button", { name: /Load all/ })).toBeNull();
    expect(loadRows).toHaveBeenCalledExactlyOnceWith("table-0");
  });

  it("is saved to the last, though only the first are shown", async () => {
    const { user, findByRole } = showAnswer({ ...byService, blocks: [advice] }, () => Promise.resolve(fewer));
    await user.click(await findByRole("button", { name: "CSV" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    const text = (await saved[0]?.text) ?? "";
    expect(text.split("\r\n").filter((line) => line.startsWith("Stop "))).toHaveLength(20);
    expect(text).toContain("Stop 19,i-19,19.25");
  });

  it("is in the table behind the list, too", async () => {
    const { user, findByRole } = showAnswer({ ...byService, blocks: [advice] }, () => Promise.resolve(many));
    await user.click(await findByRole("button", { name: "Table" }));
    await user.click(await findByRole("button", { name: "Load all 500 rows" }));
    await waitFor(async () =>
      expect((await findByRole("table", { name: "Savings" })).getAttribute("aria-rowcount")).toBe("501"),
    );
  });

  it("that is not what it should be is a problem that is told", async () => {
    const { user, findByRole, findByText } = showAnswer({ ...byService, blocks: [advice] }, () =>
      Promise.resolve(["text"]),
    );
    await user.click(await findByRole("button", { name: "Load all 500" }));
    expect(await findByText("An entry of the result is not a record.")).toBeDefined();
  });

  it("of a chart are points that are joined by the name of their series", async () => {
    const chart: AnswerBlock = {
      type: "time_series",
      id: "b1",
      title: "Daily",
      unit: "USD",
      granularity: "daily",
      marks: [],
      series: [{ name: "A", points: [{ start: "2026-01-04", value: "4", partial: false }] }],
      totalItems: 5,
      artifactId: "table-0",
    };
    const point = (start: string, value: string) => ({ start, value, partial: false });
    const pieces = [
      { name: "A", points: [point("2026-01-01", "1"), point("2026-01-02", "2")] },
      { name: "A", points: [point("2026-01-03", "3"), point("2026-01-04", "4")] },
      { name: "A", points: [point("2026-01-01", "9")] },
    ];
    const answer = await wholeAnswer({ ...byService, blocks: [chart] }, () => Promise.resolve(pieces));
    const [whole] = answer.blocks;
    expect(whole?.type === "time_series" && whole.series.map(({ points }) => points.length)).toEqual([4, 1]);
    expect(whole && shownAndTotal(whole)).toEqual([5, 5]);
  });

  it("of an answer are its sections, blocks, facts and text", async () => {
    const kept: Record<string, Items> = {
      "all-blocks": [
        serviceTable,
        { ...serviceTable, id: "b2", title: "Another", artifactId: "table-1", totalRows: 2 },
      ],
      "all-sections": [{ ...everything.sections[0], title: "All of it" }],
      "all-markdown": ["The whole ", "text."],
      "all-facts": everything.facts,
      "table-1": [
        ["x", "1", null],
        ["y", "2", null],
      ],
    };
    const load = (id: string) => Promise.resolve(kept[id] ?? []);
    const more = (["blocks", "sections", "markdown", "facts"] as const).map((of) => ({
      of,
      total: 2,
      artifactId: `all-${of}`,
    }));
    const whole = await wholeAnswer({ ...byService, more }, load);
    expect(whole.markdown).toBe("The whole text.");
    expect(whole.sections[0]?.title).toBe("All of it");
    expect(whole.blocks.map((block) => block.title)).toContain("Another");
    expect(whole.blocks.find((block) => block.id === "b2")).toMatchObject({ rows: kept["table-1"] });
    expect(isPartial(whole)).toBe(false);
    const { user, findByRole, findByText } = showAnswer({ ...byService, more }, load);
    await user.click(await findByRole("button", { name: /^Load 2 tables and charts, 2 sections, the whole text/ }));
    expect(await findByText("The whole text.")).toBeDefined();
    expect(await findByRole("table", { name: "Another" })).toBeDefined();
  });
});
