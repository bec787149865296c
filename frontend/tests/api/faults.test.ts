import { describe, expect, it } from "vitest";
import { connect } from "@/api";
import { FakeClock } from "../support/fake-clock";
import { FaultyNetwork, seeded } from "../support/faulty-network";
import { gather } from "../support/session-bench";

const SCHEDULES = 500;
const JOBS = 3;

/** Lets one schedule of faults happen to a session with three jobs; returns what it saw and what it should have. */
async function play(seed: number): Promise<{ seen: number[][]; logged: number[]; ended: number }> {
  const random = seeded(seed);
  const clock = new FakeClock();
  const network = new FaultyNetwork(clock, random, 0.2 + 0.8 * random());
  const session = connect({
    url: "ws://x/ws",
    token: () => "t",
    open: (url, names) => network.open(url, names),
    clock,
    random,
  });
  const runs = Array.from({ length: JOBS }, (_, index) =>
    gather(session.run("What?", { runId: `${index}`, threadId: "thread" })),
  );
  let ended = 0;
  for (const { done } of runs) void done.then(() => (ended += 1));
  for (let disturbance = 0; disturbance < 6; disturbance += 1) {
    await clock.advance(random() * 4_000);
    network.disturb();
  }
  network.heal();
  for (let waited = 0; ended < JOBS && waited < 60; waited += 1) await clock.advance(2_000);
  session.close();
  const logged = runs.map((_, index) => network.logs.get(`job-${index}`)?.length ?? 0);
  return { seen: runs.map(({ seqs }) => seqs), logged, ended };
}

describe("over a network that drops, doubles, re-orders, delays, falls silent and breaks", () => {
  it(`each event comes once, in order, and none is lost, in ${SCHEDULES} schedules`, { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= SCHEDULES; seed += 1) {
      const { seen, logged, ended } = await play(seed);
      const expected = logged.map((count) => Array.from({ length: count }, (_, index) => index + 1));
      expect({ seed, seen, ended }).toEqual({ seed, seen: expected, ended: JOBS });
    }
  });
});
