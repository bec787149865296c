import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Answer, Fact } from "@/api";
import type { JobView } from "@/jobs/job-view";
import { TileView } from "@/features/dashboard/tile-view";
import { type Tile, tilesOf } from "@/features/dashboard/tiles";
import { byService, serviceTable } from "../support/answers";
import { april } from "../support/bill";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { progress } from "../support/fake-platform";
import { showInChat } from "../support/render";

const tiles = tilesOf(april, { period: "last_month", grain: "monthly" });
const runRate = tiles[0] as Tile;
const service = tiles.find(({ id }) => id === "cost.service") as Tile;

async function showTile(tile: Tile, job: JobView | undefined) {
  const calls: string[] = [];
  const shown = await showInChat(
    <TileView tile={tile} job={job} onRetry={() => calls.push("retry")} onAsk={(question) => calls.push(question)} />,
  );
  if (job) shown.jobs.adopt([job]);
  return { ...shown, calls, region: screen.getByRole("region", { name: tile.title }) };
}

function answered(changes: Partial<Answer> = {}): JobView {
  return jobAfter(GOOD_EVENTS, { answer: { ...byService, ...changes } });
}

const fact = (id: string, subject: string, value: string): Fact => ({
  id,
  kind: "money",
  value,
  unit: "USD",
  subject,
  period: { start: "2026-04-01", end: "2026-04-20" },
  derivedFrom: [],
});

describe("a tile on its way", () => {
  it("waits for its turn, and is announced as busy", async () => {
    const { region } = await showTile(service, undefined);
    expect(region.getAttribute("aria-busy")).toBe("true");
    expect(region.textContent).toContain("Waiting for its turn");
  });

  it("says how far it is", async () => {
    const started = { type: "RUN_STARTED", threadId: "t", runId: "r" } as const;
    const { region } = await showTile(service, jobAfter([started, progress(60, "working", "Adding up the bill")]));
    expect(region.textContent).toContain("Adding up the bill · 60 %");
  });
});

describe("a tile with its answer", () => {
  it("has headline, numbers and basis", async () => {
    const { user, region } = await showTile(service, answered());
    expect(region.getAttribute("data-state")).toBe("done");
    expect(region.getAttribute("aria-busy")).toBe("false");
    expect(within(region).getByText(byService.headline)).toBeDefined();
    expect(within(region).getByRole("table", { name: "Cost by service" }).textContent).toContain("$18,244.11");
    await user.click(within(region).getByRole("button", { name: /^Basis/ }));
    expect(within(region).getByRole("group", { name: "Basis of these numbers" }).textContent).toContain(
      "sample-april.parquet",
    );
  });

  it("can be asked about in a conversation", async () => {
    const { user, calls } = await showTile(service, answered());
    await user.click(screen.getByRole("button", { name: /^Ask in a conversation/ }));
    expect(calls).toEqual([service.question]);
  });

  it("shows facts as large numbers with subject and days where it is about figures", async () => {
    const facts = [fact("f1", "spend so far", "14286.2423"), fact("f2", "spend a day", "751.9074906177736842105")];
    await showTile(runRate, answered({ facts, blocks: [] }));
    const values = screen.getAllByRole("definition").map((value) => value.textContent);
    expect(values).toContain("$14,286.24");
    expect(values).toContain("$751.91");
    expect(screen.getAllByRole("term").map((term) => term.textContent)).toEqual(
      expect.arrayContaining(["Spend so far", "Spend a day"]),
    );
    expect(screen.queryByText(byService.headline)).toBeNull();
  });

  it("shows the headline when there are no figures to be large", async () => {
    await showTile(runRate, answered({ facts: [], blocks: [], headline: "The bill has no month in progress." }));
    expect(screen.getByText("The bill has no month in progress.")).toBeDefined();
  });

  it("folds remarks that are long, and shows those that are short", async () => {
    const long = "This is an estimate. ".repeat(20);
    const { unmount } = await showTile(service, answered({ markdown: long }));
    expect(screen.getByText("How this was worked out").closest("details")?.open).toBe(false);
    unmount();
    await showTile(service, answered({ markdown: "This only extends the days so far." }));
    expect(screen.queryByText("How this was worked out")).toBeNull();
    expect(screen.getByText("This only extends the days so far.")).toBeDefined();
  });

  it("loads the rest of a large table from its own job", async () => {
    const part = { ...serviceTable, rows: serviceTable.rows.slice(0, 3), artifactId: "all" };
    const { user, bench } = await showTile(service, answered({ blocks: [part] }));
    await user.click(screen.getByRole("button", { name: "Load all 9 rows" }));
    const { reqId, ...asked } = bench.socket.last("get");
    expect(asked).toMatchObject({ jobId: "job", artifactId: "all", part: 0 });
    const data = JSON.stringify(serviceTable.rows);
    bench.socket.deliver({ type: "artifact", reqId, jobId: "job", artifactId: "all", part: 0, parts: 1, data });
    expect(await screen.findByText("9 rows")).toBeDefined();
  });
});

describe("a tile without an answer", () => {
  it("says what went wrong and can be tried again", async () => {
    const problem = { code: "BILL_UNREADABLE", message: "The bill's file is gone. Start again with another one." };
    const { user, calls } = await showTile(service, jobAfter([], { state: "failed", problem }));
    expect(screen.getByRole("alert").textContent).toContain(problem.message);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(calls).toEqual(["retry"]);
  });

  it("says that it was stopped", async () => {
    const { region } = await showTile(service, jobAfter([], { state: "cancelled" }));
    expect(region.textContent).toContain("stopped before it had an answer");
    expect(region.textContent).not.toContain("Waiting");
  });
});
