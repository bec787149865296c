import { type ConnectOptions, connect, type JobEvent, type Session } from "@/api";
import { FakeClock, settle } from "./fake-clock";
import { FakeSocket } from "./fake-socket";

/** A session over sockets and a clock that the test holds in its hands. */
export class SessionBench {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly session: Session;

  constructor(options: Partial<ConnectOptions> = {}) {
    this.session = connect({
      url: "ws://platform/ws",
      token: () => "secret",
      open: (url, protocols) => {
        const socket = new FakeSocket(url, protocols);
        this.sockets.push(socket);
        return socket;
      },
      clock: this.clock,
      random: () => 0.5,
      ...options,
    });
  }

  /** The connection in use. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("the session has opened no connection");
    return socket;
  }

  async open(): Promise<FakeSocket> {
    await settle();
    this.socket.accept();
    await settle();
    return this.socket;
  }

  async reopen(): Promise<FakeSocket> {
    const before = this.sockets.length;
    this.socket.drop();
    for (let waited = 0; this.sockets.length === before && waited < 20; waited += 1) await this.clock.advance(1_000);
    return this.open();
  }

  /** Asks, and answers with an acknowledgement as the server would. */
  async run(jobId = "job", seq = 0): Promise<AsyncIterable<JobEvent>> {
    const run = this.session.run("What did I spend?", { runId: `run-${jobId}`, threadId: "thread" });
    const { reqId } = this.socket.last("run");
    this.socket.deliver(ack(reqId, jobId, seq));
    await settle();
    return run;
  }
}

export function ack(reqId: string, jobId: string, seq: number, duplicate = false): object {
  return { type: "ack", reqId, jobId, runId: `run-${jobId}`, threadId: "thread", seq, duplicate };
}

/** Gathers what a run gives out; `done` settles when it has ended. */
export function gather(events: AsyncIterable<JobEvent>): { seqs: number[]; done: Promise<void> } {
  const seqs: number[] = [];
  const done = (async () => {
    for await (const { seq } of events) seqs.push(seq);
  })();
  done.catch(() => undefined);
  return { seqs, done };
}
