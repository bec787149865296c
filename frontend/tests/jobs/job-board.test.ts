import { beforeEach, describe, expect, it } from "vitest";
import { JobBoard, type Wanted } from "@/jobs/job-board";
import { JobStore } from "@/jobs/job-store";
import { Outbox } from "@/jobs/outbox";
import { byService } from "../support/answers";
import { settle } from "../support/fake-clock";
import { goodJob } from "../support/fake-platform";
import { envelope, type SentFrame } from "../support/fake-socket";
import { ack, SessionBench } from "../support/session-bench";

interface Input {
  readonly runId: string;
  readonly threadId: string;
  readonly forwardedProps: unknown;
}

const TOOLS = ["run_rate", "spend", "forecast", "compare", "commitments", "anomalies", "drivers", "credits", "fees"];
const wanted: readonly Wanted[] = TOOLS.map((tool) => ({
  key: `key-${tool}`,
  question: `What does ${tool} say?`,
  call: { agent: "cost", tool, args: {} },
}));
const first = wanted[0] as Wanted;

let bench: SessionBench;
let jobs: JobStore;
let store: JobBoard;

beforeEach(async () => {
  bench = new SessionBench();
  jobs = new JobStore({ session: bench.session, outbox: new Outbox(window.sessionStorage), now: () => 1_000 });
  store = new JobBoard({ jobs, threadId: "dashboard" });
  store.subscribe(() => undefined);
  await bench.open();
});

function runs(): { frame: SentFrame; input: Input }[] {
  const frames = bench.socket.sent.filter((frame) => frame.type === "run");
  return frames.map((frame) => ({ frame, input: frame["input"] as Input }));
}

/** Acknowledges the run of this number and lets its job end with an answer. */
async function answer(index: number): Promise<void> {
  const { reqId } = runs()[index]?.frame ?? { reqId: "" };
  const jobId = `job-${index}`;
  bench.socket.deliver(ack(reqId, jobId, 0));
  for (const [at, { event }] of goodJob(byService).entries()) {
    bench.socket.deliver(envelope(jobId, at + 1, event));
    await settle();
  }
}

async function fail(index: number): Promise<void> {
  const { reqId } = runs()[index]?.frame ?? { reqId: "" };
  bench.socket.deliver(ack(reqId, `job-${index}`, 0));
  const event = { type: "RUN_ERROR", code: "BILL_UNREADABLE", message: "Start again with another bill." };
  bench.socket.deliver(envelope(`job-${index}`, 1, event));
  await settle();
}

describe("what a page asks", () => {
  it("names the tool, its arguments and a thread of its own", () => {
    store.show([first]);
    expect(runs()[0]?.input).toMatchObject({
      runId: "key-run_rate.1",
      threadId: "dashboard",
      forwardedProps: { finops: { agent: "cost", tool: "run_rate", args: {} } },
    });
  });

  it("is five jobs at once, and the next when one has ended", async () => {
    store.show(wanted);
    expect(runs()).toHaveLength(5);
    await answer(0);
    expect(runs()).toHaveLength(6);
    for (let index = 1; index < wanted.length; index += 1) await answer(index);
    expect(runs().map(({ input }) => input.runId)).toEqual(wanted.map(({ key }) => `${key}.1`));
  });

  it("is asked once, however often it is shown", () => {
    store.show([first]);
    store.show([first]);
    expect(runs()).toHaveLength(1);
  });

  it("leaves out what waited and is no longer wanted, until it is wanted again", async () => {
    const last = wanted.at(-1) as Wanted;
    store.show(wanted);
    store.show(wanted.slice(0, 5));
    expect(store.snapshot().has(last.key)).toBe(false);
    await answer(0);
    expect(runs()).toHaveLength(5);
    store.show([...wanted.slice(0, 5), last]);
    expect(runs()[5]?.input.runId).toBe(`${last.key}.1`);
  });
});

describe("what a page holds", () => {
  it("is each job as far as it has come", async () => {
    store.show([first]);
    expect(store.snapshot().get(first.key)).toMatchObject({ state: "sending", question: first.question });
    await answer(0);
    const job = store.snapshot().get(first.key);
    expect(job).toMatchObject({ state: "done", jobId: "job-0", percent: 100 });
    expect(job?.answer?.headline).toBe(byService.headline);
  });

  it("is another map for each change, and listeners hear of it until they leave", async () => {
    const seen: unknown[] = [];
    const leave = store.subscribe(() => seen.push(store.snapshot()));
    store.show([first]);
    await answer(0);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(5);
    const before = seen.length;
    leave();
    store.show(wanted);
    expect(seen).toHaveLength(before);
  });

  it("follows what is wanted, also when nothing has to be asked for it", async () => {
    const [, second] = wanted as [Wanted, Wanted];
    store.show([first, second]);
    await answer(0);
    await answer(1);
    let told = 0;
    store.subscribe(() => (told += 1));
    store.show([second]);
    expect(told).toBe(1);
    expect([...store.snapshot().keys()]).toEqual([second.key]);
    expect(store.snapshot()).toBe(store.snapshot());
  });
});

describe("a page that is left", () => {
  it("begins nothing more, and finds what it had begun when it is opened again", async () => {
    store.show(wanted);
    store.show([]);
    await answer(0);
    expect(runs()).toHaveLength(5);
    const again = new JobBoard({ jobs, threadId: "dashboard" });
    again.subscribe(() => undefined);
    again.show(wanted);
    expect(again.snapshot().get(first.key)).toMatchObject({ state: "done" });
    expect(runs().map(({ input }) => input.runId)).toEqual(wanted.slice(0, 6).map(({ key }) => `${key}.1`));
  });

  it("does not count another page's jobs as its own", () => {
    store.show(wanted);
    const other = new JobBoard({ jobs, threadId: "page.ec2" });
    other.show(wanted.map((one) => ({ ...one, key: `ec2-${one.key}` })));
    expect(runs()).toHaveLength(10);
    expect(store.snapshot().size).toBe(5);
  });

  it("keeps what has ended for a while only, and what is under way always", async () => {
    const many = Array.from({ length: 80 }, (_, index) => ({ ...first, key: `many-${index}` }));
    store.show(many);
    for (let index = 1; index < many.length; index += 1) await answer(index);
    expect(jobs.job("many-0.1")).toMatchObject({ state: "sending" });
    expect(jobs.job("many-1.1")).toBeUndefined();
    expect(jobs.job("many-79.1")).toMatchObject({ state: "done" });
  });
});

describe("a job that fails", () => {
  it("keeps what the server said and lets the next begin", async () => {
    store.show(wanted);
    await fail(0);
    expect(store.snapshot().get(first.key)).toMatchObject({
      state: "failed",
      problem: { code: "BILL_UNREADABLE", message: "Start again with another bill." },
    });
    expect(runs()).toHaveLength(6);
  });

  it("is tried again as another job, for the failed one would only be replayed", async () => {
    store.show([first]);
    await fail(0);
    store.retry(first);
    expect(runs()[1]?.input.runId).toBe("key-run_rate.2");
    await answer(1);
    expect(store.snapshot().get(first.key)).toMatchObject({ state: "done" });
  });

  it("shows a refusal of the server in its place", async () => {
    store.show([first]);
    const reqId = runs()[0]?.frame.reqId;
    const message = "The input is too large.";
    bench.socket.deliver({ type: "error", reqId, code: "BAD_FRAME", message, retryable: false });
    await settle();
    expect(store.snapshot().get(first.key)).toMatchObject({ state: "failed", problem: { code: "BAD_FRAME", message } });
  });

  it("is no failure when the session was closed", async () => {
    store.show([first]);
    bench.session.close();
    await settle();
    expect(store.snapshot().get(first.key)?.state).toBe("sending");
  });
});

describe("a connection that drops", () => {
  it("asks what was not acknowledged again, under the same run", async () => {
    store.show([first]);
    await bench.reopen();
    expect(runs()[0]?.input.runId).toBe("key-run_rate.1");
    await answer(0);
    expect(store.snapshot().get(first.key)?.state).toBe("done");
  });
});
