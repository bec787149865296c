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

describe("a connection", () => {
  it("carries the token in a subprotocol", async () => {
    const bench = new SessionBench({ token: () => "tök=n?" });
    const { protocols } = await bench.open();
    expect(protocols[0]).toBe("finops.v1");
    const encoded = protocols[1]?.replace("base64UrlBearerAuthorization.", "") ?? "";
    expect(Buffer.from(encoded, "base64url").toString()).toBe("tök=n?");
    expect(encoded).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it("is made again after a loss, and resumes every job behind the last event it had", async () => {
    const bench = new SessionBench();
    const first = await bench.open();
    await bench.run("a");
    await bench.run("b");
    first.deliver(envelope("a", 1));
    first.deliver(envelope("a", 2));
    const socket = await bench.reopen();
    expect(socket.last("resume")["jobs"]).toEqual([
      { jobId: "a", after: 2 },
      { jobId: "b", after: 0 },
    ]);
  });

  it("resumes in frames of twenty jobs, as many as the server takes", async () => {
    const bench = new SessionBench();
    await bench.open();
    for (let number = 0; number < 45; number += 1) bench.session.follow(`job-${number}`);
    const socket = await bench.reopen();
    const sizes = socket.sent.filter(({ type }) => type === "resume").map(({ jobs }) => (jobs as unknown[]).length);
    expect(sizes).toEqual([20, 20, 5]);
  });

  it("waits longer after each failure, up to a limit", async () => {
    const bench = new SessionBench();
    const delays: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await settle();
      const before = bench.clock.now();
      const count = bench.sockets.length;
      bench.socket.drop();
      while (bench.sockets.length === count) await bench.clock.advance(5);
      delays.push(bench.clock.now() - before);
    }
    expect(delays[0]).toBeLessThanOrEqual(130);
    expect(delays[3]).toBeGreaterThan(delays[2] ?? 0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(7_505);
  });

  it("is pinged every four minutes and given up when nothing comes back", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    await bench.clock.advance(240_000);
    expect(socket.count("ping")).toBe(1);
    socket.deliver({ type: "pong" });
    await bench.clock.advance(239_000);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(12_000);
    expect(socket.closed).toBe(true);
    expect(bench.sockets).toHaveLength(2);
  });

  it("is replaced before the server's two hours are over", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    for (let minute = 0; minute < 109; minute += 1) {
      await bench.clock.advance(60_000);
      socket.deliver({ type: "pong" });
    }
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(60_000);
    expect(bench.sockets).toHaveLength(2);
    expect(bench.clock.now()).toBeLessThan(1_000_000 + 120 * 60_000);
  });

  it("is noticed to be half open while a job runs, long before the next ping", async () => {
    const bench = new SessionBench();
    await bench.open();
    await bench.run();
    await bench.clock.advance(4_000 + 10_000);
    expect(bench.sockets.length).toBeGreaterThan(1);
  });

  it("brings the last event of a job even if exactly that was lost", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const { seqs, done } = gather(await bench.run());
    socket.deliver(envelope("job", 1));
    await bench.clock.advance(4_000);
    const { reqId, jobs } = socket.last("resume");
    expect(jobs).toEqual([{ jobId: "job", after: 1 }]);
    socket.deliver(envelope("job", 2, FINISHED));
    socket.deliver({ type: "resume.done", reqId, jobId: "job", through: 2 });
    await done;
    expect(seqs).toEqual([1, 2]);
  });

  it("asks again when a replay did not arrive whole", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    bench.session.follow("job");
    const { reqId } = socket.last("resume");
    socket.deliver(envelope("job", 1));
    socket.deliver({ type: "resume.done", reqId, jobId: "job", through: 3 });
    await bench.clock.advance(300);
    expect(socket.last("resume")["jobs"]).toEqual([{ jobId: "job", after: 1 }]);
  });

  it("is made at once when the network comes back", async () => {
    const bench = new SessionBench({ random: () => 1 });
    await bench.open();
    bench.socket.drop();
    await settle();
    expect(bench.session.state).toBe("waiting");
    bench.session.wake();
    await bench.open();
    expect(bench.session.state).toBe("open");
    expect(bench.clock.now()).toBe(1_000_000);
  });

  it("is not tried again when the server refuses the token", async () => {
    const bench = new SessionBench({ accepts: () => Promise.resolve(false) });
    await settle();
    bench.socket.drop();
    await bench.clock.advance(600_000);
    expect(bench.session.state).toBe("refused");
    expect(bench.sockets).toHaveLength(1);
  });

  it("is tried again when it cannot be known why it failed", async () => {
    const bench = new SessionBench({ accepts: () => Promise.reject(new Error("offline")) });
    await settle();
    bench.socket.drop();
    await bench.clock.advance(1_000);
    expect(bench.sockets.length).toBeGreaterThan(1);
  });

  it("leaves no timer behind when closed, and fails what is awaited", async () => {
    const bench = new SessionBench();
    await bench.open();
    const gathered = gather(await bench.run());
    const threads = bench.session.threads();
    bench.session.close();
    await expect(gathered.done).rejects.toMatchObject({ code: "CLOSED" });
    await expect(threads).rejects.toMatchObject({ code: "CLOSED" });
    expect(bench.clock.pending).toBe(0);
    expect(bench.session.state).toBe("closed");
  });

  it("ignores frames that are not of this protocol", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const { seqs } = gather(await bench.run());
    socket.onmessage?.({ data: "not json" });
    socket.deliver({ message: "Endpoint request timed out", connectionId: "c", requestId: "r" });
    socket.deliver([1, 2]);
    socket.deliver(envelope("job", 1));
    await settle();
    expect(seqs).toEqual([1]);
  });
});

describe("a token", () => {
  it("is renewed before it expires, and not earlier", async () => {
    const tokens = [jwt(1_000_000 + 600_000), jwt(1_000_000 + 6_000_000)];
    let asked = 0;
    const bench = new SessionBench({ token: () => tokens[asked++] ?? "", timings: { pingEvery: 3_600_000 } });
    const socket = await bench.open();
    await bench.clock.advance(539_000);
    expect(socket.count("auth")).toBe(0);
    await bench.clock.advance(2_000);
    expect(socket.last("auth")["token"]).toBe(tokens[1]);
  });

  it("that has expired is renewed and the run sent again", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    bench.session.run("x", { runId: "r", threadId: "t" });
    const expired = { type: "error", code: "TOKEN_EXPIRED", message: "Expired.", retryable: true };
    socket.deliver({ ...expired, reqId: socket.last("run").reqId });
    await settle();
    socket.deliver({ type: "auth.ok", reqId: socket.last("auth").reqId, exp: null });
    await settle();
    expect(socket.count("run")).toBe(2);
  });
});

describe("lists and results", () => {
  it("come as the server has them", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const threads = bench.session.threads();
    const list = [{ threadId: "t", title: "What?", updatedAt: 1, jobs: 1 }];
    socket.deliver({ type: "threads", reqId: socket.last("threads.list").reqId, threads: list });
    expect(await threads).toEqual(list);
    const jobs = bench.session.thread("t");
    socket.deliver({ type: "thread", reqId: socket.last("thread.get").reqId, threadId: "t", jobs: [] });
    expect(await jobs).toEqual([]);
  });

  it("are put together from their parts", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const text = bench.session.artifact("job", "rows");
    for (const [part, data] of ["[1,", "2,", "3]"].entries()) {
      const { reqId } = socket.last("get");
      expect(socket.last("get")).toMatchObject({ jobId: "job", artifactId: "rows", part });
      socket.deliver({ type: "artifact", reqId, jobId: "job", artifactId: "rows", part, parts: 3, data });
      await settle();
    }
    expect(await text).toBe("[1,2,3]");
  });

  it("tell of a job that does not exist, and of that one only", async () => {
    const bench = new SessionBench();
    await bench.open();
    const known = gather(bench.session.follow("known"));
    const unknown = gather(bench.session.follow("unknown"));
    const socket = await bench.reopen();
    const refusal = { type: "error", code: "JOB_NOT_FOUND", message: "There is no such job.", retryable: false };
    socket.deliver({ ...refusal, reqId: socket.last("resume").reqId });
    const alone = socket.sent.filter(({ type }) => type === "resume").slice(1);
    expect(alone.map(({ jobs }) => jobs)).toEqual([[{ jobId: "known", after: 0 }], [{ jobId: "unknown", after: 0 }]]);
    socket.deliver({ ...refusal, reqId: alone[1]?.reqId });
    socket.deliver(envelope("known", 1));
    await expect(unknown.done).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
    expect(known.seqs).toEqual([1]);
  });

  it("of another tab's jobs are announced", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const seen: string[] = [];
    const off = bench.session.onOtherJob((jobId, threadId) => seen.push(`${threadId}/${jobId}`));
    socket.deliver(envelope("elsewhere", 1));
    off();
    socket.deliver(envelope("elsewhere", 2));
    expect(seen).toEqual(["thread/elsewhere"]);
  });
});

function jwt(expiresAt: number): string {
  return `head.${Buffer.from(JSON.stringify({ exp: expiresAt / 1_000 })).toString("base64url")}.signature`;
}
