import { describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock";
import { envelope } from "../support/fake-socket";
import { gather, SessionBench } from "../support/session-bench";

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

describe("events withheld because the token has expired", () => {
  const expired = { type: "error", code: "TOKEN_EXPIRED", message: "Expired.", retryable: false };

  it("are asked for with a fresh one when a resume was refused", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    gather(bench.session.follow("job"));
    socket.deliver({ ...expired, reqId: socket.last("resume").reqId });
    await settle();
    socket.deliver({ type: "auth.ok", reqId: socket.last("auth").reqId, exp: null });
    await settle();
    expect(socket.count("resume")).toBe(2);
  });

  it("are asked for with a fresh one when the server says that they are", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    gather(bench.session.follow("job"));
    socket.deliver({ ...expired, reqId: null });
    await settle();
    socket.deliver({ type: "auth.ok", reqId: socket.last("auth").reqId, exp: null });
    await settle();
    expect(socket.count("resume")).toBe(2);
  });

  it("are given up when a fresh token is refused time and again", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const { done } = gather(bench.session.follow("job"));
    const failed = expect(done).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
    for (let round = 0; round < 5; round += 1) {
      socket.deliver({ ...expired, reqId: null });
      await settle();
      socket.deliver({ type: "auth.ok", reqId: socket.last("auth").reqId, exp: null });
      await settle();
    }
    await failed;
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

  it("tell what a conversation became, to who asked and to who listens", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const heard: string[] = [];
    const stop = bench.session.onThreadChange((change) => heard.push(`${change.type} ${change.threadId}`));
    const renamed = bench.session.renameThread("t", " March ");
    expect(socket.last("thread.rename")).toMatchObject({ threadId: "t", title: " March " });
    const { reqId } = socket.last("thread.rename");
    socket.deliver({ type: "thread.renamed", reqId, threadId: "t", title: "March" });
    expect(await renamed).toBe("March");
    const deleted = bench.session.deleteThread("t");
    socket.deliver({ type: "thread.deleted", reqId: socket.last("thread.delete").reqId, threadId: "t" });
    await deleted;
    socket.deliver({ type: "thread.deleted", reqId: null, threadId: "other" });
    stop();
    socket.deliver({ type: "thread.deleted", reqId: null, threadId: "unheard" });
    expect(heard).toEqual(["thread.renamed t", "thread.deleted t", "thread.deleted other"]);
  });

  it("that were not answered before a connection broke are changed over the next", async () => {
    const bench = new SessionBench();
    const first = await bench.open();
    const deleted = bench.session.deleteThread("t");
    const { reqId } = first.last("thread.delete");
    const second = await bench.reopen();
    expect(second.last("thread.delete")).toMatchObject({ reqId, threadId: "t" });
    second.deliver({ type: "thread.deleted", reqId, threadId: "t" });
    await expect(deleted).resolves.toBeUndefined();
  });

  it("of another's conversation are refused", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const deleted = bench.session.deleteThread("t");
    const refusal = { type: "error", code: "JOB_NOT_FOUND", message: "There is no conversation t.", retryable: false };
    socket.deliver({ ...refusal, reqId: socket.last("thread.delete").reqId });
    await expect(deleted).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
  });

  it("of many parts come part by part, in order", async () => {
    const bench = new SessionBench();
    const socket = await bench.open();
    const parts = bench.session.artifact("job", "rows");
    for (const [part, data] of ["[[1]]", "[[2]]", "[[3]]"].entries()) {
      const { reqId } = socket.last("get");
      expect(socket.last("get")).toMatchObject({ jobId: "job", artifactId: "rows", part });
      socket.deliver({ type: "artifact", reqId, jobId: "job", artifactId: "rows", part, parts: 3, data });
      await settle();
    }
    expect(await parts).toEqual(["[[1]]", "[[2]]", "[[3]]"]);
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
