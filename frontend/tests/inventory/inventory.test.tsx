import { act, screen, within } from "@testing-library/react";
import { Suspense } from "react";
import { describe, expect, it } from "vitest";
import type { Answer } from "@/api";
import { PageView } from "@/app/page-view";
import { placesOf } from "@/app/places";
import { inventoryPage } from "@/features/inventory/page";
// Loaded here, so that the page does not first wait for its parts to be compiled.
import "@/features/inventory/inventory";
import { april } from "../support/bill";
import { settle } from "../support/fake-clock";
import { goodJob } from "../support/fake-platform";
import { envelope } from "../support/fake-socket";
import { HOLDINGS, withInventory } from "../support/inventory";
import { showInChat } from "../support/render";
import { ack } from "../support/session-bench";

async function open(answer: Answer, hash = "#/inventory") {
  window.location.hash = hash;
  const asked: string[] = [];
  const bill = withInventory(april);
  const shown = await showInChat(
    <Suspense fallback={null}>
      <PageView page={inventoryPage} loaded={{ bill }} version="0.1.0" onAsk={(text) => asked.push(text)} />
    </Suspense>,
  );
  await act(settle);
  await act(async () => {
    const run = shown.bench.socket.sent.find(({ type }) => type === "run");
    shown.bench.socket.deliver(ack(run?.reqId ?? "", "job-0", 0));
    goodJob(answer).forEach(({ event }, seq) => shown.bench.socket.deliver(envelope("job-0", seq + 1, event)));
    await settle();
  });
  await act(settle);
  return { ...shown, asked };
}

const listed = () =>
  within(screen.getByRole("table", { name: "Resources" }))
    .getAllByRole("rowheader")
    .map((row) => row.querySelector("button")?.textContent);

describe("the inventory", () => {
  it("lists what there is, narrows it by kind and in words, and says what that costs", async () => {
    const { user } = await open(HOLDINGS);
    expect(listed()).toEqual(["web", "mail", "nightly", "vol-1"]);
    await user.click(screen.getByRole("button", { name: /^EC2 instance/ }));
    expect(listed()).toEqual(["web"]);
    expect(screen.getByText("1 of 4 resources · $51.50")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    await user.selectOptions(screen.getByLabelText("Only"), "Without tags");
    expect(listed()).toEqual(["mail", "vol-1"]);
    await user.click(screen.getByRole("button", { name: "Name" }));
    expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("ascending");
  });

  it("tells all that is known of one, and asks about it by the name that the bill has", async () => {
    const { user, asked } = await open(HOLDINGS, "#/inventory?kind=lambda%3Afunction");
    expect(listed()).toEqual(["mail"]);
    await user.click(screen.getByRole("button", { name: "mail" }));
    const told = screen.getAllByRole("definition").map((one) => one.textContent);
    expect(told).toContain("Production (111122223333)");
    expect(told).toContain("none");
    expect(told).toContain("€2.00 + $3.00");
    await user.click(screen.getByRole("button", { name: "Ask about this" }));
    expect(asked).toEqual(["What did arn:aws:lambda:us-east-1:111122223333:function:mail cost?"]);
  });

  it("says what was refused, and of what nothing is known", async () => {
    const { user } = await open(HOLDINGS, "#/inventory?text=nightly");
    expect(screen.getByText(/^1 thing could not be read on/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "nightly" }));
    const told = screen.getAllByRole("definition").map((one) => one.textContent);
    expect(told).toContain("not read");
    expect(told.filter((words) => words === "not known")).toHaveLength(2);
  });

  it("of an account without anything has no list", async () => {
    await open({ ...HOLDINGS, headline: "The snapshot has no resources.", blocks: [] });
    expect(screen.getByText("The snapshot has no resources.")).toBeDefined();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("has a page only where there is a snapshot, and else says what brings it", async () => {
    expect(placesOf(april).map(({ name }) => name)).not.toContain("Inventory");
    expect(placesOf(withInventory(april)).map(({ name }) => name)).toContain("Inventory");

    await showInChat(<PageView page={inventoryPage} loaded={{ bill: april }} version="0.1.0" onAsk={() => undefined} />);
    expect(screen.getByRole("status").textContent).toMatch(/anything for Inventory\. It needs a snapshot/);
  });
});
