// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { connect, type JobEvent, type Session } from "@/api";
import type { Socket } from "@/api/link";
import { byService } from "../support/answers";
import { FakePlatform, goodJob } from "../support/fake-platform";

let server: WebSocketServer;
let platform: FakePlatform;
let session: Session;

beforeEach(async () => {
  server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    handleProtocols: (names) => names.has("finops.v1") && "finops.v1",
  });
  await new Promise((resolve) => server.once("listening", resolve));
  platform = new FakePlatform(() => goodJob(byService, 20));
  platform.attach(server);
  const { port } = server.address() as { port: number };
  session = connect({
    url: `ws://127.0.0.1:${port}/ws`,
    token: () => "secret",
    open: (url, protocols) => new WebSocket(url, protocols) as unknown as Socket,
    timings: { backoffFirst: 5 },
  });
});

afterEach(async () => {
  session.close();
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

async function all(
  events: AsyncIterable<JobEvent>,
  onEach: (event: JobEvent) => void = () => undefined,
): Promise<number[]> {
  const seqs: number[] = [];
  for await (const event of events) {
    seqs.push(event.seq);
    onEach(event);
  }
  return seqs;
}

const LENGTH = goodJob(byService).length;
const EVERY = Array.from({ length: LENGTH }, (_, index) => index + 1);

describe("over real sockets", () => {
  it("a question is asked and answered", async () => {
    const events: JobEvent[] = [];
    const seqs = await all(session.run("What?", { runId: "1", threadId: "t" }), (event) => events.push(event));
    expect(seqs).toEqual(EVERY);
    expect(events.at(-1)?.event.type).toBe("RUN_FINISHED");
  });

  it("a connection cut in the middle costs no event", async () => {
    let cuts = 0;
    const seqs = await all(session.run("What?", { runId: "1", threadId: "t" }), ({ seq }) => {
      if (seq === 5 || seq === 12) {
        cuts += 1;
        platform.disconnect();
      }
    });
    expect(cuts).toBe(2);
    expect(seqs).toEqual(EVERY);
    expect(platform.jobs.size).toBe(1);
  });

  it("what has ended can be read again, from anywhere", async () => {
    const run = session.run("What?", { runId: "1", threadId: "t" });
    await all(run);
    const { jobId } = await run.accepted;
    expect(await all(session.follow(jobId))).toEqual(EVERY);
    expect(await all(session.follow(jobId, 10))).toEqual(EVERY.slice(10));
    expect((await session.threads()).map((thread) => thread.title)).toEqual(["What?"]);
    expect((await session.thread("t")).map((job) => job.jobId)).toEqual([jobId]);
  });

  it("several jobs run side by side, and one can be stopped", async () => {
    const runs = ["1", "2", "3"].map((runId) => session.run("What?", { runId, threadId: "t" }));
    const stopped = await runs[1]?.accepted;
    session.cancel(stopped?.jobId ?? "");
    const [first, second, third] = await Promise.all(runs.map((run) => all(run)));
    expect(first).toEqual(EVERY);
    expect(third).toEqual(EVERY);
    expect(second?.length).toBeLessThan(LENGTH);
  });

  it("a large result comes in its parts", async () => {
    platform.artifacts.set("rows", ['[["a","1"]]', '[["b","2"]]']);
    expect(await session.artifact("job", "rows")).toEqual(['[["a","1"]]', '[["b","2"]]']);
  });
});
