import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Bill } from "@/features/bill/bill";
import { BillChange, nameOfFiles, pathOf } from "@/features/bill/bill-change";
import { announcementOf } from "@/features/bill/change-status";
import { FakeBillServer, fileOf } from "../support/fake-bills";
import { settle } from "../support/fake-clock";

let server: FakeBillServer;
let bills: Bill[];
let change: BillChange;
let phases: string[];

beforeEach(() => {
  server = new FakeBillServer();
  bills = [];
  phases = [];
  change = new BillChange({ bills: server.bills, onBill: (bill) => bills.push(bill), now: () => 5 });
  change.subscribe(() => phases.push(change.snapshot().phase));
});

describe("loading files", () => {
  it("uploads, reads and then has the new bill", async () => {
    await change.load([fileOf("may.csv")]);
    expect([...new Set(phases)]).toEqual(["uploading", "reading", "done"]);
    expect(server.opened).toEqual([{ upload: "u1" }]);
    expect(bills.map(({ label }) => label)).toEqual(["may.csv"]);
    expect(change.snapshot()).toMatchObject({ phase: "done", bill: { label: "may.csv" }, leftOut: [] });
  });

  it("tells the percentage, whole and never beyond what was sent", async () => {
    server.takesFiles = false;
    void change.load([fileOf("may.csv", 300)]);
    await settle();
    const percents = [0, 1, 150, 299, 300].map((sent) => {
      server.puts[0]?.progress(sent);
      return (change.snapshot() as { percent: number }).percent;
    });
    expect(percents).toEqual([0, 0, 50, 99, 100]);
  });

  it("of no size at all is not divided by", async () => {
    await change.load([fileOf("empty.csv", 0)]);
    expect(change.snapshot().phase).toBe("done");
  });

  it("names what was left out", async () => {
    server.answers.set("POST bill/uploads", { status: 201, body: { upload: "u1", send: [0], leftOut: ["x.json"] } });
    await change.load([fileOf("may.csv"), fileOf("x.json")]);
    expect(change.snapshot()).toMatchObject({ leftOut: ["x.json"] });
  });

  it("can be cancelled while it uploads, and not once it is read", async () => {
    server.takesFiles = false;
    const loading = change.load([fileOf("may.csv")]);
    await settle();
    change.cancel();
    await loading;
    expect(change.snapshot()).toEqual({ phase: "idle" });
    expect(server.opened).toEqual([]);
    server.answers.set("POST bill", new Promise(() => undefined));
    void change.open({ sample: true }, "The sample account");
    await settle();
    change.cancel();
    expect(change.snapshot()).toEqual({ phase: "reading", name: "The sample account", since: 5 });
  });

  it("of none is nothing", async () => {
    await change.load([]);
    expect(phases).toEqual([]);
  });
});

describe("a change", () => {
  it("that fails says why, and the bill stays", async () => {
    server.answers.set("POST bill", { status: 400, body: { code: "BAD_FRAME", message: "x.csv: the file is empty." } });
    await change.open({ path: "x.csv" }, "x.csv");
    expect(change.snapshot()).toEqual({ phase: "failed", message: "x.csv: the file is empty." });
    expect(bills).toEqual([]);
    await change.open({ again: true }, "The same bill");
    expect(server.opened).toHaveLength(2);
  });

  it("is given up by the platform, and another can be chosen then", async () => {
    let refuse: (answer: { status: number; body: object }) => void = () => undefined;
    server.answers.set("POST bill", new Promise((resolve) => (refuse = resolve)));
    server.answers.set("DELETE bill", { status: 204, body: {} });
    const opening = change.open({ path: "a.csv" }, "a.csv");
    change.cancel();
    expect(change.snapshot().phase).toBe("reading");
    refuse({ status: 409, body: { code: "CANCELLED", message: "Reading the bill was cancelled." } });
    await opening;
    expect(change.snapshot()).toEqual({ phase: "idle" });
    await vi.waitFor(() => expect(server.asked.map(({ method }) => method)).toContain("DELETE"));
  });

  it("comes one at a time", async () => {
    server.answers.set("POST bill", new Promise(() => undefined));
    void change.open({ path: "a.csv" }, "a.csv");
    await change.open({ path: "b.csv" }, "b.csv");
    await change.load([fileOf("c.csv")]);
    change.refuse("no");
    expect(server.opened).toEqual([{ path: "a.csv" }]);
    expect(change.snapshot().phase).toBe("reading");
  });
});

describe("words", () => {
  it("name the first of several files", () => {
    expect(
      [[], ["a.csv"], ["a.csv", "b.csv", "c.csv"], ["x/a.csv", "x/y/b.csv"], ["x/a.csv", "b.csv"]].map((paths) =>
        nameOfFiles(paths),
      ),
    ).toEqual(["", "a.csv", "a.csv and 2 more", "x", "x/a.csv and 1 more"]);
  });

  it.each([
    ["  a.csv ", "a.csv"],
    ['"C:\\my bills\\a.csv"', "C:\\my bills\\a.csv"],
    ["'a b.csv'", "a b.csv"],
    ["it's.csv", "it's.csv"],
    ["'a", "'a"],
    ['""', ""],
  ])("take the path %j for %j", (text, path) => {
    expect(pathOf(text)).toBe(path);
  });

  it("for screen readers come in quarters, not with every percent", () => {
    const words = [0, 1, 24, 25, 60, 99, 100].map((percent) =>
      announcementOf({ phase: "uploading", name: "a.csv", percent }),
    );
    expect(new Set(words).size).toBe(5);
    expect(words.at(-1)).toBe("Uploading a.csv, 100 percent");
    expect(announcementOf({ phase: "failed", message: "An alert of its own." })).toBe("");
  });
});
