import { describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock";
import { envelope, FINISHED } from "../support/fake-socket";
import { gather, SessionBench } from "../support/session-bench";

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
