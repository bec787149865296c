import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "@/api";
import { settle } from "../support/fake-clock";
import { FINISHED, type FakeSocket, envelope } from "../support/fake-socket";
import { ack, gather, SessionBench } from "../support/session-bench";

let bench: SessionBench;
let socket: FakeSocket;

beforeEach(async () => {
  bench = new SessionBench();
  socket = await bench.open();
});

function ask() {
  const run = bench.session.run("What did I spend?", { runId: "run-job", threadId: "thread" });
  const outcome = run.accepted.then(
    () => "accepted",
    (error: unknown) => error,
  );
  return { run, outcome };
}

function refuse(changes: object): void {
  const { reqId } = socket.last("run");
  socket.deliver({ type: "error", reqId, code: "THROTTLED", message: "Too fast.", retryable: true, ...changes });
}

describe("a refusal", () => {
  it("for good reaches who asked, with the server's code and words", async () => {
    const { run, outcome } = ask();
    const { done } = gather(run);
    refuse({ code: "BAD_FRAME", message: "The question is too long.", retryable: false });
    const error = await outcome;
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "BAD_FRAME", message: "The question is too long.", retryable: false });
    await expect(done).rejects.toBe(error);
  });

  it("for good is not tried again", async () => {
    const { outcome } = ask();
    refuse({ retryable: false, retryAfterMs: 100 });
    await outcome;
    await bench.clock.advance(60_000);
    expect(socket.count("run")).toBe(1);
  });

  it("for a while is obeyed: asked again after that while, not before", async () => {
    ask();
    refuse({ retryAfterMs: 2_000 });
    await bench.clock.advance(1_999);
    expect(socket.count("run")).toBe(1);
    await bench.clock.advance(1);
    expect(socket.count("run")).toBe(2);
    expect(socket.last("run")).toEqual(socket.sent.find((frame) => frame.type === "run"));
  });

  it("that goes on is passed on in the end", async () => {
    const { outcome } = ask();
    for (let time = 0; time < 5; time += 1) {
      refuse({ retryAfterMs: 1_000 });
      await bench.clock.advance(1_000);
    }
    expect(await outcome).toMatchObject({ code: "THROTTLED", retryable: true });
    expect(socket.count("run")).toBe(5);
  });

  it("for longer than anyone waits is passed on at once", async () => {
    const { outcome } = ask();
    refuse({ retryAfterMs: 3_600_000 });
    expect(await outcome).toMatchObject({ code: "THROTTLED" });
  });

  it("of one request leaves the others alone", async () => {
    const first = ask();
    refuse({ retryable: false });
    await first.outcome;
    const second = bench.session.run("Again?", { runId: "run-2", threadId: "thread" });
    socket.deliver(ack(socket.last("run").reqId, "job-2", 0));
    expect(await second.accepted).toMatchObject({ jobId: "job-2" });
  });
});

describe("an answer of another kind than was asked for", () => {
  it("is an error, not a guess", async () => {
    const threads = bench.session.threads();
    socket.deliver({ type: "jobs", reqId: socket.last("threads.list").reqId, jobs: [] });
    await expect(threads).rejects.toMatchObject({ code: "INTERNAL" });
  });
});

describe("what is no frame of this protocol", () => {
  it("is passed over", async () => {
    const events = await bench.run();
    const { seqs, done } = gather(events);
    const garbage = [
      "",
      "null",
      "[]",
      "{",
      '"text"',
      '{"message":"Internal server error"}',
      '{"id":"0","jobId":"job"}',
    ];
    for (const text of garbage) socket.onmessage?.({ data: text });
    socket.deliver(envelope("job", 1));
    socket.deliver(envelope("job", 2, FINISHED));
    await done;
    expect(seqs).toEqual([1, 2]);
  });
});

describe("closing a session", () => {
  it("ends what is awaited, and says that it was closed", async () => {
    const { outcome } = ask();
    const threads = bench.session.threads();
    bench.session.close();
    expect(await outcome).toMatchObject({ code: "CLOSED" });
    await expect(threads).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("ends the events of a job after those that have come", async () => {
    const events = await bench.run();
    const { seqs, done } = gather(events);
    socket.deliver(envelope("job", 1));
    await settle();
    bench.session.close();
    await expect(done).rejects.toMatchObject({ code: "CLOSED" });
    expect(seqs).toEqual([1]);
  });

  it("leaves no timer behind and closes its socket", async () => {
    await bench.run();
    bench.session.close();
    await settle();
    expect(socket.closed).toBe(true);
    expect(bench.clock.pending).toBe(0);
  });
});

describe("a code that nobody said more about", () => {
  it.each([
    ["RATE_LIMITED", true],
    ["TIMEOUT", true],
    ["DEAD_LETTERED", true],
    ["FORBIDDEN", false],
    ["OF_A_NEWER_PLATFORM", false],
    ["constructor", false],
  ])("is taken as the table of the wire has it: %s", (code, retryable) => {
    expect(new ApiError(code, "x").retryable).toBe(retryable);
    expect(new ApiError(code, "x", !retryable).retryable).toBe(!retryable);
  });
});
