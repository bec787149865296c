import { beforeEach, describe, expect, it } from "vitest";
import { Outbox } from "@/jobs/outbox";

const KEY = "finops.outbox";
const one = { runId: "1", threadId: "t", text: "What did I spend?" };
const two = { runId: "2", threadId: "t", text: "And by service?" };

let outbox: Outbox;

beforeEach(() => {
  outbox = new Outbox(window.sessionStorage);
});

describe("the outbox", () => {
  it("keeps questions in the order in which they were asked, for another page load too", () => {
    outbox.add(one);
    outbox.add(two);
    expect(new Outbox(window.sessionStorage).list()).toEqual([one, two]);
  });

  it("keeps a question once, as it was asked last", () => {
    outbox.add(one);
    outbox.add(two);
    outbox.add({ ...one, text: "Changed" });
    expect(outbox.list()).toEqual([two, { ...one, text: "Changed" }]);
  });

  it("forgets what was acknowledged, and leaves nothing behind at the end", () => {
    outbox.add(one);
    outbox.add(two);
    outbox.remove("1");
    expect(outbox.list()).toEqual([two]);
    outbox.remove("2");
    outbox.remove("never there");
    expect(window.sessionStorage.getItem(KEY)).toBeNull();
  });

  it.each(["nonsense", "{}", "null", '"text"', ""])("is empty when what was kept is %s", (kept) => {
    window.sessionStorage.setItem(KEY, kept);
    expect(outbox.list()).toEqual([]);
    outbox.add(one);
    expect(outbox.list()).toEqual([one]);
  });
});
