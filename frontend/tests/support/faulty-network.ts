import type { FakeClock } from "./fake-clock";
import { envelope, FakeSocket, FINISHED, type SentFrame } from "./fake-socket";

/** Small, seeded and good enough to make schedules that can be repeated (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Wire {
  readonly socket: FakeSocket;
  /** The other end is gone, and this end does not know it. */
  deaf: boolean;
}

/**
 * A server whose log is right and whose network is not: frames are lost, doubled, delayed past each other; connections
 * fall silent or break; the server restarts in the middle. The log itself loses nothing that was acknowledged.
 */
export class FaultyNetwork {
  readonly logs = new Map<string, object[]>();
  private readonly wires: Wire[] = [];
  private readonly clock: FakeClock;
  private readonly random: () => number;
  /** How much goes wrong, 0 to 1. */
  private faults: number;

  constructor(clock: FakeClock, random: () => number, faults: number) {
    this.clock = clock;
    this.random = random;
    this.faults = faults;
  }

  heal(): void {
    this.faults = 0;
  }

  open(url: string, protocols: string[]): FakeSocket {
    const wire: Wire = { socket: new FakeSocket(url, protocols), deaf: false };
    wire.socket.send = (text) => this.arrive(wire, JSON.parse(text) as SentFrame);
    this.wires.push(wire);
    this.clock.setTimeout(() => (this.happens(0.3) ? this.cut(wire) : wire.socket.accept()), this.delay());
    return wire.socket;
  }

  append(jobId: string, chunk: object): void {
    const log = this.logs.get(jobId) ?? [];
    this.logs.set(jobId, log);
    log.push(chunk);
    for (const wire of this.wires) this.post(wire, envelope(jobId, log.length, chunk));
  }

  /** One thing that goes wrong with the connections as such. */
  disturb(): void {
    const wire = this.wires.at(-1);
    if (!wire) return;
    if (this.happens(0.5)) wire.deaf = true;
    else this.cut(wire);
  }

  private cut(wire: Wire): void {
    wire.deaf = true;
    if (!wire.socket.closed) wire.socket.drop();
  }

  private arrive(wire: Wire, frame: SentFrame): void {
    if (wire.deaf || this.happens(0.15)) return;
    this.clock.setTimeout(() => this.handle(wire, frame), this.delay());
  }

  private handle(wire: Wire, frame: SentFrame): void {
    const { reqId } = frame;
    if (frame.type === "ping") this.post(wire, { type: "pong", reqId });
    if (frame.type === "run") this.acknowledge(wire, frame);
    if (frame.type !== "resume") return;
    for (const { jobId, after } of frame["jobs"] as { jobId: string; after: number }[]) {
      const log = this.logs.get(jobId) ?? [];
      log.slice(after).forEach((chunk, index) => this.post(wire, envelope(jobId, after + index + 1, chunk)));
      this.post(wire, { type: "resume.done", reqId, jobId, through: log.length });
    }
  }

  private acknowledge(wire: Wire, { reqId, input }: SentFrame): void {
    const { runId, threadId } = input as { runId: string; threadId: string };
    const jobId = `job-${runId}`;
    const duplicate = this.logs.has(jobId);
    if (!duplicate) {
      this.append(jobId, { type: "RUN_STARTED", runId, threadId });
      this.work(jobId, 3 + Math.floor(this.random() * 12));
    }
    this.post(wire, { type: "ack", reqId, jobId, runId, threadId, seq: this.logs.get(jobId)?.length ?? 0, duplicate });
  }

  private work(jobId: string, steps: number): void {
    this.clock.setTimeout(() => {
      this.append(jobId, steps === 0 ? FINISHED : { type: "STEP_STARTED", stepName: String(steps) });
      if (steps > 0) this.work(jobId, steps - 1);
    }, this.random() * 1_500);
  }

  private post(wire: Wire, frame: object): void {
    const times = this.happens(0.2) ? 0 : this.happens(0.2) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      this.clock.setTimeout(() => {
        if (!wire.deaf && !wire.socket.closed) wire.socket.deliver(frame);
      }, this.delay());
    }
  }

  private happens(likelihood: number): boolean {
    return this.random() < likelihood * this.faults;
  }

  private delay(): number {
    return 1 + this.random() * 400 * this.faults;
  }
}
