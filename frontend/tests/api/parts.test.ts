import { describe, expect, it } from "vitest";
import { Channel } from "@/api/channel";
import { ApiError } from "@/api/errors";
import { type JobEvent, parseFrame } from "@/api/frames";
import { JobLog } from "@/api/job-log";
import { backoff, defaultTimings } from "@/api/timings";
import { expiryOf } from "@/api/token";
import { seeded } from "../support/faulty-network";
import { envelope } from "../support/fake-socket";

const event = (seq: number): JobEvent => ({
  seq,
  jobId: "j",
  threadId: "t",
  ts: seq,
  event: { type: "STEP_STARTED", stepName: `${seq}` },
});

describe("a job's log", () => {
  it("gives out a shuffled and doubled stream once and in order", () => {
    const random = seeded(7);
    for (let round = 0; round < 200; round += 1) {
      const length = 1 + Math.floor(random() * 30);
      const stream = Array.from({ length: length * 2 }, (_, index) => 1 + (index % length));
      stream.sort(() => random() - 0.5);
      const log = new JobLog();
      const given = stream.flatMap((seq) => log.accept(event(seq)).map((ready) => ready.seq));
      expect(given).toEqual(Array.from({ length }, (_, index) => index + 1));
      expect(log.hasGap).toBe(false);
    }
  });

  it("goes on behind where it was told to", () => {
    const log = new JobLog(5);
    expect(log.accept(event(5))).toEqual([]);
    expect(log.accept(event(6)).map(({ seq }) => seq)).toEqual([6]);
  });

  it("knows that something is missing", () => {
    const log = new JobLog();
    log.accept(event(2));
    expect(log.hasGap).toBe(true);
    log.accept(event(1));
    expect(log.hasGap).toBe(false);
    expect(log.last).toBe(2);
  });

  it("does not hold more than it can keep, and still closes its gap", () => {
    const log = new JobLog();
    for (let seq = 2; seq < 5_000; seq += 1) log.accept(event(seq));
    const given = log.accept(event(1));
    expect(given.length).toBeGreaterThan(500);
    expect(given.length).toBeLessThan(1_100);
    expect(given.map(({ seq }) => seq)).toEqual(given.map((_, index) => index + 1));
  });
});

describe("a frame", () => {
  it("without a type is an event in its envelope", () => {
    expect(parseFrame(JSON.stringify(envelope("j", 3)))).toMatchObject({
      kind: "event",
      event: { seq: 3, jobId: "j" },
    });
  });

  it("with a type is the server's own word", () => {
    expect(parseFrame('{"type":"pong"}')).toEqual({ kind: "control", frame: { type: "pong" } });
  });

  it.each([
    "",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"id":"0","jobId":"j","chunk":{"type":"X"}}',
    '{"id":"1.5","jobId":"j","chunk":{"type":"X"}}',
    '{"id":"1","chunk":{"type":"X"}}',
    '{"id":"1","jobId":"j","chunk":{}}',
    '{"id":"1","jobId":"j","chunk":null}',
    '{"message":"Endpoint request timed out"}',
  ])("like %j is nothing to this protocol", (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });
});

describe("a channel", () => {
  it("gives what was put in, before and after someone waits", async () => {
    const channel = new Channel<number>();
    channel.push(1);
    const iterator = channel[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ value: 1, done: false });
    const waiting = iterator.next();
    channel.push(2);
    expect(await waiting).toEqual({ value: 2, done: false });
    channel.close();
    channel.push(3);
    expect((await iterator.next()).done).toBe(true);
  });

  it("fails once, behind what is queued", async () => {
    const channel = new Channel<number>();
    channel.push(1);
    channel.fail(new ApiError("X", "failed"));
    const iterator = channel[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe(1);
    await expect(iterator.next()).rejects.toThrow("failed");
    expect((await iterator.next()).done).toBe(true);
  });

  it("tells when nobody listens any more", async () => {
    let left = 0;
    const channel = new Channel<number>(() => (left += 1));
    channel.push(1);
    for await (const item of channel) {
      expect(item).toBe(1);
      break;
    }
    expect(left).toBe(1);
  });
});

describe("the delay before reconnecting", () => {
  it("doubles up to its limit and is spread from zero on", () => {
    const most = (attempt: number) => backoff(attempt, () => 1, defaultTimings);
    expect([0, 1, 2, 3].map(most)).toEqual([250, 500, 1_000, 2_000]);
    expect(most(1_000)).toBe(defaultTimings.backoffAtMost);
    expect(backoff(5, () => 0, defaultTimings)).toBe(0);
  });
});

describe("a token's end", () => {
  it("is read from a JWT and unknown of anything else", () => {
    const payload = Buffer.from('{"exp":1700000000,"name":"ÿ>?"}').toString("base64url");
    expect(expiryOf(`h.${payload}.s`)).toBe(1_700_000_000_000);
    for (const token of ["opaque", "a.b.c", `h.${Buffer.from("5").toString("base64url")}.s`, ""]) {
      expect(expiryOf(token)).toBeUndefined();
    }
  });
});
