import { describe, expect, it } from "vitest";
import { ApiError } from "@/api";
import { settle } from "../support/fake-clock";
import { envelope, FINISHED } from "../support/fake-socket";
import { ack, gather, SessionBench } from "../support/session-bench";

describe("a run", () => {
  it("gives each event once and in order, and ends behind the job's end", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const { seqs, done } = gather(await bench.run());
    for (const seq of [1, 2, 2, 1, 3]) socket.deliver(envelope("job", seq));
    socket.deliver(envelope("job", 4, FINISHED));
    await done;
    expect(seqs).toEqual([1, 2, 3, 4]);
  });

  it("sends AG-UI's input with the ids of the caller", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    bench.session.run("What did I spend?", { runId: "r1", threadId: "t1" }, { tool: "cost" });
    expect(socket.last("run")["input"]).toMatchObject({
      runId: "r1",
      threadId: "t1",
      messages: [{ role: "user", content: "What did I spend?" }],
      forwardedProps: { tool: "cost" },
    });
  });

  it("holds what is ahead and asks for what is missing when the gap stays", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const { seqs } = gather(await bench.run());
    socket.deliver(envelope("job", 1));
    socket.deliver(envelope("job", 3));
    await bench.clock.advance(300);
    expect(seqs).toEqual([1]);
    expect(socket.last("resume")["jobs"]).toEqual([{ jobId: "job", after: 1 }]);
    socket.deliver(envelope("job", 2));
    await settle();
    expect(seqs).toEqual([1, 2, 3]);
  });

  it("asks for nothing when a gap closes by itself", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const { seqs } = gather(await bench.run());
    for (const seq of [1, 3, 2]) socket.deliver(envelope("job", seq));
    await settle();
    expect(seqs).toEqual([1, 2, 3]);
    await bench.clock.advance(1_000);
    expect(socket.count("resume")).toBe(0);
  });

  it("keeps events that overtake the acknowledgement", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const run = bench.session.run("x", { runId: "run-job", threadId: "thread" });
    const { seqs, done } = gather(run);
    socket.deliver(envelope("job", 1));
    socket.deliver(envelope("job", 2, FINISHED));
    socket.deliver(ack(socket.last("run").reqId, "job", 2));
    await done;
    expect(seqs).toEqual([1, 2]);
  });

  it("asks for the start of a job that was known before", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    await bench.run("job", 7);
    await bench.clock.advance(300);
    expect(socket.last("resume")["jobs"]).toEqual([{ jobId: "job", after: 0 }]);
  });

  it("is asked again under the same ids when the connection is lost before the acknowledgement", async () => {
    const bench = new SessionBench();
    await bench.open();
    const run = bench.session.run("x", { runId: "run-job", threadId: "thread" });
    const first = bench.socket.last("run");
    const socket = await bench.reopen();
    expect(socket.last("run")).toEqual(first);
    socket.deliver(ack(first.reqId, "job", 0, true));
    expect((await run.accepted).jobId).toBe("job");
  });

  it("ends with the server's refusal", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const run = bench.session.run("x", { runId: "r", threadId: "t" });
    const refusal = { type: "error", code: "BAD_FRAME", message: "Empty.", retryable: false };
    socket.deliver({ ...refusal, reqId: socket.last("run").reqId });
    await expect(run.accepted).rejects.toMatchObject({ code: "BAD_FRAME", message: "Empty." });
    await expect(gather(run).done).rejects.toBeInstanceOf(ApiError);
  });

  it("waits as long as the server says and asks again", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    bench.session.run("x", { runId: "r", threadId: "t" });
    const busy = { type: "error", code: "RATE_LIMITED", message: "Wait.", retryable: true, retryAfterMs: 800 };
    socket.deliver({ ...busy, reqId: socket.last("run").reqId });
    await bench.clock.advance(700);
    expect(socket.count("run")).toBe(1);
    await bench.clock.advance(200);
    expect(socket.count("run")).toBe(2);
  });

  it("stops following when the loop is left", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const run = await bench.run();
    socket.deliver(envelope("job", 1));
    for await (const event of run) {
      expect(event.seq).toBe(1);
      break;
    }
    await bench.clock.advance(60_000);
    expect(socket.count("resume")).toBe(0);
  });
});

describe("a stopped job", () => {
  it("is asked to stop again on the next connection, until it has ended", async () => {
    const bench = new SessionBench();
    await bench.open();
    await bench.run();
    bench.session.cancel("job");
    expect(bench.socket.last("cancel")["jobId"]).toBe("job");
    const socket = await bench.reopen();
    expect(socket.last("cancel")["jobId"]).toBe("job");
    socket.deliver(envelope("job", 1, FINISHED));
    expect((await bench.reopen()).count("cancel")).toBe(0);
  });
});
