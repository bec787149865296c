import { act, screen, within } from "@testing-library/react";
import { Suspense } from "react";
import { describe, expect, it } from "vitest";
import type { Answer } from "@/api";
import { PageView } from "@/app/page-view";
import { placesOf } from "@/app/places";
import { taggingPage } from "@/features/tagging/page";
// Loaded here, so that the page does not first wait for its parts to be compiled.
import "@/features/tagging/tagging";
import { april } from "../support/bill";
import { settle } from "../support/fake-clock";
import { goodJob } from "../support/fake-platform";
import { envelope } from "../support/fake-socket";
import { showInChat } from "../support/render";
import { ack } from "../support/session-bench";
import { COVERAGE, withTagging } from "../support/tagging";

async function open(hash = "#/tagging") {
  window.location.hash = hash;
  const shown = await showInChat(
    <Suspense fallback={null}>
      <PageView page={taggingPage} loaded={{ bill: withTagging(april) }} version="0.1.0" onAsk={() => undefined} />
    </Suspense>,
  );
  await act(settle);
  const runs = () => shown.bench.socket.sent.filter(({ type }) => type === "run");
  const argumentsAsked = () => runs().map((run) => (run["input"] as Run).forwardedProps.finops.args);
  const give = async (at: number, answer: Answer) => {
    await act(async () => {
      const reqId = runs()[at]?.reqId ?? "";
      shown.bench.socket.deliver(ack(reqId, `job-${at}`, 0));
      goodJob(answer).forEach(({ event }, seq) => shown.bench.socket.deliver(envelope(`job-${at}`, seq + 1, event)));
      await settle();
    });
    await act(settle);
  };
  return { ...shown, argumentsAsked, give };
}

interface Run {
  readonly forwardedProps: { readonly finops: { readonly args: unknown } };
}

describe("tag compliance", () => {
  it("is told by money and by key, and each key leads to what breaks it", async () => {
    const { argumentsAsked, give, user } = await open();
    expect(argumentsAsked()).toEqual([{}]);
    await give(0, COVERAGE);
    expect(screen.getAllByRole("definition").map((one) => one.textContent)).toEqual(["$94.00", "69.2 %"]);
    expect(screen.getByText(COVERAGE.headline)).toBeDefined();
    const keys = within(screen.getByRole("list", { name: "Coverage by key" })).getAllByRole("listitem");
    expect(keys[0]?.textContent).toContain("91.5 % right");
    expect(keys[0]?.textContent).toContain("Right: $86.00 · Key spelled otherwise: $8.00");
    expect(keys[1]?.textContent).toContain("may be left out");

    await user.click(screen.getByRole("button", { name: "What breaks it: env" }));
    expect(window.location.hash).toBe("#/tagging?show=violations&key=env");
    expect(argumentsAsked()).toEqual([{}, { view: "violations", key: "env" }]);
    await give(1, { ...COVERAGE, headline: "3 resources break it." });
    expect(screen.getByText("3 resources break it.")).toBeDefined();
    expect(screen.queryByRole("list", { name: "Coverage by key" })).toBeNull();
  });

  it("is asked by group, by period and over time, each view at its own address", async () => {
    const { argumentsAsked, give, user } = await open();
    await give(0, COVERAGE);
    await user.selectOptions(screen.getByLabelText("Group by"), "Team");
    await user.selectOptions(screen.getByLabelText("Period"), "Past 3 months");
    expect(window.location.hash).toBe("#/tagging?by=team&period=past_3_months");
    expect(argumentsAsked()).toContainEqual({ group_by: ["team"], period: "past_3_months" });
    await user.click(screen.getByRole("button", { name: "Over time" }));
    expect(argumentsAsked()).toContainEqual({ view: "drift" });
    expect(screen.queryByLabelText("Period")).toBeNull();
  });

  it("without a policy says how to set one, and offers nothing to look at", async () => {
    const { give } = await open("#/tagging?show=violations");
    await give(0, { ...COVERAGE, headline: "There is no tag policy.", facts: [], blocks: [] });
    expect(screen.getByText("There is no tag policy.")).toBeDefined();
    expect(screen.queryByRole("group", { name: "View" })).toBeNull();
  });

  it("has a page only where an agent tells it", () => {
    expect(placesOf(april).map(({ name }) => name)).not.toContain("Tag compliance");
    expect(placesOf(withTagging(april)).map(({ name }) => name)).toContain("Tag compliance");
  });
});
