import { describe, expect, it } from "vitest";
import everything from "../../../tests/data/answers/everything.json";
import { type FirstAnswer, firstBasisLines, firstDrawn, firstPairs } from "./first-page";

const answer: FirstAnswer = everything;

describe("a page of the first release", () => {
  it("has the words of an answer of today", () => {
    expect(answer.headline).toBe("You spent $1,313.46 in October 2026.");
    expect(answer.markdown).toContain("**$1,313.46**");
    expect(answer.suggestions).toHaveLength(1);
  });

  it("draws the blocks it knows as before and passes over the others", () => {
    expect(
      firstPairs(answer.blocks).map(({ block, table }) => [block.type, firstDrawn(block), table?.totalRows]),
    ).toEqual([
      ["figures", undefined, undefined],
      ["breakdown", "bars of 1 parts", 5_000],
      ["time_series", "chart of 2 lines", undefined],
      [
        "recommendations",
        "Stop an idle instance|i-0abc|61.32|USD|Nobody used it for a month.\nDelete old snapshots|snap-1|3|EUR|",
        undefined,
      ],
      ["gauges", undefined, undefined],
      ["anomalies", undefined, undefined],
      ["action_proposal", "It is idle.", undefined],
      ["code", "select 1", undefined],
    ]);
  });

  it("says what the numbers stand on", () => {
    expect(firstBasisLines(answer.basis)).toEqual([
      ["Metric", "BilledCost"],
      ["Period", "2026-10-01 to 2026-11-01"],
      ["Granularity", "monthly"],
      ["Currency", "USD"],
      ["Included", "usage"],
      ["Left out", "credits"],
      ["Only", "account is 111122223333"],
      ["Incomplete", "2026-10-31"],
      ["Accounts", "111122223333"],
      ["Source", "october.parquet"],
      ["Notes", "Rounded to the cent."],
    ]);
  });
});
