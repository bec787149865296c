import { act, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { settle } from "../support/fake-clock";
import { ALL, choose, groups, IDLE, openWith, titles, totals, VOLUME } from "../support/savings";
import { catchFiles } from "../support/saved-files";

describe("the list of savings", () => {
  it("is the answer of the tool that the advice agent offers", async () => {
    const { bench } = await openWith(ALL);
    expect(bench.socket.last("run")["input"]).toMatchObject({
      threadId: "page.savings",
      forwardedProps: { finops: { agent: "advice", tool: "savings", args: {} } },
    });
  });

  it("adds up what is counted and what is not apart, to the cent of the exact amounts", async () => {
    await openWith(ALL);
    expect(totals()).toContain("about $127.50");
    expect(totals()).toContain("in 3 recommendations");
    expect(totals()).toContain("$930.00");
    expect(groups()).toEqual(["Paid for nothing", "Larger or dearer than needed", "To be looked at by a person"]);
    const group = screen.getByRole("region", { name: "Larger or dearer than needed" });
    expect(group.textContent).toContain("$20.00 a month in 1 recommendation · not counted: $30.00 a month");
    expect(within(group).getByText("a month, $20.00 of it counted")).toBeDefined();
  });

  it("never adds amounts of two currencies", async () => {
    await openWith([IDLE, { ...VOLUME, unit: "EUR" }]);
    expect(totals()).toContain("about €7.50 and $100.00");
  });

  it.each<[string, string, string[]]>([
    ["Service", "Amazon EC2", ["Too large", "Unattached volume"]],
    ["Account", "Production (1111)", ["Idle database", "Unattached volume"]],
    ["Kind", "Paid for nothing", ["Idle database", "Unattached volume"]],
    ["Effort", "Medium", ["Too large"]],
    ["Risk", "Not said", ["Marketplace product"]],
    ["Counted", "Not counted", ["Too large", "Marketplace product"]],
    ["Counted", "In the total", ["Idle database", "Unattached volume", "Too large"]],
  ])("is narrowed by %s to %s", async (label, words, left) => {
    const shown = await openWith(ALL);
    await choose(shown, label, words);
    expect(titles()).toEqual(left);
    expect(screen.getByText(`${left.length} of 4 recommendations`)).toBeDefined();
    expect(totals()).toContain("about $127.50 without filters");
    await shown.user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(titles()).toHaveLength(4);
  });

  it("says of a saving that nobody could work out that it is not known, and puts it last", async () => {
    const shown = await openWith([
      { ...VOLUME, savingPerMonth: "0.00", countedPerMonth: "0", notCounted: "No price." },
      ...ALL,
    ]);
    await choose(shown, "Group by", "Check");
    await choose(shown, "Counted", "Not counted");
    expect(groups()).toEqual(["Too large", "Marketplace product", "Unattached volume"]);
    const volume = screen.getByRole("region", { name: "Unattached volume" });
    expect(within(volume).getByText("not known")).toBeDefined();
  });

  it("is narrowed by words of title, resource, account and remedy, and says when nothing fits", async () => {
    const { user } = await openWith(ALL);
    const box = screen.getByRole("searchbox", { name: "Text" });
    await user.type(box, "production DELETE");
    expect(titles()).toEqual(["Idle database"]);
    await user.clear(box);
    await user.type(box, "nonsense");
    expect(screen.getByText(/No recommendation fits these filters/)).toBeDefined();
  });

  it("is sorted and grouped as chosen", async () => {
    const shown = await openWith(ALL);
    await choose(shown, "Group by", "Nothing");
    expect(titles()).toEqual(["Marketplace product", "Idle database", "Too large", "Unattached volume"]);
    await choose(shown, "Sort by", "Service");
    expect(titles()).toEqual(["Too large", "Unattached volume", "Idle database", "Marketplace product"]);
    await choose(shown, "Group by", "Account");
    expect(groups()).toEqual(["Production (1111)", "2222"]);
    await choose(shown, "Group by", "Check");
    expect(groups()).toEqual(["Idle database", "Too large", "Unattached volume", "Marketplace product"]);
  });

  it("says why something is not counted, on what evidence, and can be asked about", async () => {
    const shown = await openWith(ALL);
    await choose(shown, "Service", "Snowflake");
    await shown.user.click(screen.getByText("Why is this not counted?"));
    expect(screen.getByText("A person decides.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Show its cost by day" })).toBeNull();
    await choose(shown, "Service", "Amazon RDS");
    expect(screen.queryByText("Why is this not counted?")).toBeNull();
    await shown.user.click(screen.getByText("Evidence and what to do"));
    expect(screen.getByRole("list", { name: "Evidence" }).textContent).toMatch(
      /^connections 0 \(Apr 1.+30, 2026, bill\)$/,
    );
    await shown.user.click(screen.getByRole("button", { name: "Ask about it" }));
    expect(shown.asked).toEqual(["What did db-1 cost?"]);
  });

  it("asks what a resource cost by day when its chart is wanted", async () => {
    const shown = await openWith([IDLE]);
    await shown.user.click(screen.getByText("Evidence and what to do"));
    await shown.user.click(screen.getByRole("button", { name: "Show its cost by day" }));
    const args = { resource: ["db-1"], account: ["1111"], granularity: "daily", period: "past_3_months" };
    expect(shown.bench.socket.last("run")["input"]).toMatchObject({
      forwardedProps: { finops: { agent: "cost", tool: "spend", args } },
    });
  });

  it("is saved as it is shown, with what of each is counted", async () => {
    const files = catchFiles();
    const shown = await openWith(ALL);
    await choose(shown, "Service", "Amazon EC2");
    await shown.user.click(screen.getByRole("button", { name: "CSV" }));
    await act(settle);
    const text = (await files[0]?.text) ?? "";
    expect(text).toContain("# What can be saved: 2 of 4 recommendations");
    expect(text).toContain("Too large,i-2,50.00,20.001,rightsize");
    expect(text).not.toContain("Idle database");
    vi.restoreAllMocks();
  });

  it("draws a long group in part, says so, and draws all of it when asked", async () => {
    const many = Array.from({ length: 102 }, (_, n) => ({ ...VOLUME, resource: `vol-${n}` }));
    const { user } = await openWith(many);
    expect(screen.getByText(/100 of 102 are listed; the totals are of all 102/)).toBeDefined();
    expect(totals()).toContain("$765.00");
    await user.click(screen.getByRole("button", { name: "List all 102" }));
    expect(titles()).toHaveLength(102);
  });
});

describe("the address of the savings", () => {
  it("shows the same list to whoever opens it", async () => {
    await openWith(ALL, "#/savings?service=Amazon+EC2&sort=account&group=none");
    expect(titles()).toEqual(["Too large", "Unattached volume"]);
    expect(screen.getByLabelText<HTMLSelectElement>("Service").value).toBe("Amazon EC2");
  });

  it("follows what is chosen", async () => {
    const shown = await openWith(ALL);
    await choose(shown, "Group by", "Account");
    await choose(shown, "Risk", "Low");
    await vi.waitFor(() => expect(window.location.hash).toBe("#/savings?risk=low&group=account"));
  });

  it("that names what is not there shows nothing and says so", async () => {
    await openWith(ALL, "#/savings?service=Nowhere&group=nonsense&sort=toString");
    expect(screen.getByText(/No recommendation fits these filters. 4 are there/)).toBeDefined();
    expect(screen.getByLabelText<HTMLSelectElement>("Service").value).toBe("Nowhere");
    expect(screen.getByLabelText<HTMLSelectElement>("Group by").value).toBe("kind");
  });
});
