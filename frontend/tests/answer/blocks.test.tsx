import { within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Answer } from "@/api";
import { Blocks } from "@/features/answer/answer-view";
import { recommendations } from "@/features/answer/blocks/recommendations";
import { recommendationsTable } from "@/features/answer/blocks/recommendations/table";
import { BasisDisclosure } from "@/features/answer/basis-disclosure";
import { sumDecimals } from "@/values/decimal";
import { basis, byService, recommendation, SERVICES, serviceTable } from "../support/answers";
import { show } from "../support/render";

const none = () => Promise.reject(new Error("not expected"));

function showBlocks(...blocks: Answer["blocks"]) {
  return show(<Blocks answer={{ ...byService, blocks }} loadRows={none} />);
}

const shares: Extract<Answer["blocks"][number], { type: "breakdown" }> = {
  type: "breakdown",
  id: "",
  title: "Cost by service",
  unit: "USD",
  total: "34161.34",
  items: SERVICES.map(([label, value]) => ({ label, value, share: "0.1" })),
};

const daily: Answer["blocks"][number] = {
  type: "time_series",
  id: "",
  title: "Daily cost",
  unit: "USD",
  granularity: "daily",
  marks: [],
  series: [
    { name: "EC2", points: [{ start: "2026-04-01", value: "5", partial: false }] },
    { name: "S3", points: [{ start: "2026-04-02", value: "7.125", partial: true }] },
  ],
};

describe("a breakdown", () => {
  it("is a table to those who do not see its bars, with the total at its foot", () => {
    const { getByRole } = showBlocks(shares);
    const row = getByRole("row", { name: /Elastic Compute/ });
    expect(within(row).getByRole("rowheader").textContent).toBe("Amazon Elastic Compute Cloud");
    expect(within(row).getByText("$18,244.11")).toBeDefined();
    expect(getByRole("row", { name: "Total $34,161.34" })).toBeDefined();
  });

  it("that lists the largest parts only still adds up", () => {
    const { getByRole } = showBlocks({ ...shares, items: [{ label: "Amazon EC2", value: "34000.04", share: "0.99" }] });
    expect(getByRole("row", { name: "All others $161.30" })).toBeDefined();
  });

  it("that lists everything has no others", () => {
    const total = sumDecimals(SERVICES.map(([, value]) => value));
    const { queryByRole } = showBlocks({ ...shares, total });
    expect(queryByRole("row", { name: /All others/ })).toBeNull();
  });

  it("turns into the table that came with it, and back", async () => {
    const { user, getByRole, getAllByRole } = showBlocks(shares, serviceTable);
    expect(getAllByRole("group")).toHaveLength(1);
    await user.click(getByRole("button", { name: "Table" }));
    expect(getByRole("columnheader", { name: "Service" })).toBeDefined();
    await user.click(getByRole("button", { name: "Chart" }));
    expect(getByRole("row", { name: "Total $34,161.34" })).toBeDefined();
  });

  it("makes its own table when none came with it", async () => {
    const { user, getByRole, getAllByRole } = showBlocks(shares);
    await user.click(getByRole("button", { name: "Table" }));
    expect(getAllByRole("row")).toHaveLength(SERVICES.length + 1);
  });
});

describe("a chart over time", () => {
  it("is described to those who do not see it", () => {
    const { getByRole } = showBlocks(daily);
    const name = getByRole("img").getAttribute("aria-label");
    expect(name).toContain("Daily cost. EC2, S3, Apr 1 to Apr 2.");
  });

  it("has its numbers in a table", async () => {
    const { user, getByRole } = showBlocks(daily);
    await user.click(getByRole("button", { name: "Table" }));
    const row = getByRole("row", { name: /Apr 2, 2026/ });
    expect(
      within(row)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ).toEqual(["Apr 2, 2026", "–", "$7.12"]);
  });

  it("says which periods are not complete", () => {
    expect(showBlocks(daily).getByText("Not complete: Apr 2")).toBeDefined();
  });

  it("hides and shows its series", async () => {
    const { user, getByRole } = showBlocks(daily);
    const legend = getByRole("button", { name: "S3" });
    expect(legend.getAttribute("aria-pressed")).toBe("true");
    await user.click(legend);
    expect(legend.getAttribute("aria-pressed")).toBe("false");
    await user.click(legend);
    expect(legend.getAttribute("aria-pressed")).toBe("true");
  });
});

describe("other blocks", () => {
  it("say of a saving that nobody could work out that it is not known", async () => {
    const unknown = { savingPerMonth: "0.00", estimated: true, notCounted: "The bill does not price it." };
    const items = [recommendation({ title: "Look at it", resource: "db-1", ...unknown })];
    const block = { type: "recommendations", id: "", title: "What to do", items } as const;
    const { findByRole } = showBlocks(block);
    expect((await findByRole("listitem")).textContent).toMatch(/not known.*not counted/);
    expect(recommendations.markdown(block)).toContain("(db-1): saving not known (");
    expect(recommendationsTable(block).rows[0]?.[2]).toBeNull();
  });

  it("show recommendations with what they save", async () => {
    const items = [
      recommendation({ title: "Delete it", resource: "vol-1", savingPerMonth: "218.4", detail: "Unused." }),
    ];
    const { findByRole } = showBlocks({ type: "recommendations", id: "", title: "What to do", items });
    expect((await findByRole("listitem")).textContent).toBe("Delete itvol-1Unused.$218.40a month");
  });

  it("show code and proposals", async () => {
    const { getByText, findByRole } = showBlocks(
      { type: "code", id: "", title: "Query", language: "", code: "SELECT 1" },
      {
        type: "action_proposal",
        id: "",
        title: "Delete the volume",
        interruptId: "i",
        detail: "Deletes vol-1 for good.",
      },
    );
    expect(getByText("SELECT 1")).toBeDefined();
    expect(
      within(await findByRole("group", { name: "Delete the volume" })).getByText("Deletes vol-1 for good."),
    ).toBeDefined();
  });

  it("are none when the answer has none", () => {
    expect(show(<Blocks answer={{ ...byService, blocks: [] }} loadRows={none} />).queryByRole("group")).toBeNull();
  });
});

describe("the basis", () => {
  it("is one click away", async () => {
    const { user, getByRole, queryByRole } = show(<BasisDisclosure basis={basis} />);
    expect(queryByRole("group")).toBeNull();
    const button = getByRole("button", { name: /^Basis Unblended cost/ });
    await user.click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(getByRole("group", { name: "Basis of these numbers" }).textContent).toContain("Left outtax, credits");
    await user.click(button);
    expect(queryByRole("group")).toBeNull();
  });

  it("is not offered where there is none", () => {
    const empty = {
      periods: [],
      gaps: [],
      included: [],
      excluded: [],
      filters: [],
      partialPeriods: [],
      accounts: [],
      notes: [],
    };
    const nothing = { ...empty, metric: "", source: "", sample: false, pagesRead: 0, apiRequests: 0, apiCostUsd: "0" };
    expect(show(<BasisDisclosure basis={nothing} />).queryByRole("button")).toBeNull();
  });
});
