import { describe, expect, it } from "vitest";
import type { AgUiEvent, Answer, TableBlock } from "@/api";
import { AskedBill, billOfAnswer, KNOWN_FOR_MS } from "@/features/bill/asked-bill";
import { byService, serviceTable } from "../support/answers";
import { settle } from "../support/fake-clock";
import { ack, SessionBench } from "../support/session-bench";

const ROWS: TableBlock["rows"] = [
  ["label", '"April"'],
  ["rows", "48211"],
  ["period", '{"start":"2026-04-01","end":"2026-05-01"}'],
  ["currencies", '{"USD":{"BilledCost":"34161.34"}}'],
  ["accounts", '{"id":"111122223333","name":"shop"}'],
  ["accounts", '{"id":"444455556666","name":""}'],
  ["tagKeys", '"team"'],
];

function answerOf(rows: TableBlock["rows"], artifactId: string | null = null): Answer {
  const columns = [
    { key: "field", label: "Field", kind: "text" as const, unit: "" },
    { key: "value", label: "Value as JSON", kind: "text" as const, unit: "" },
  ];
  const table = { ...serviceTable, id: "t1", columns, rows, totalRows: rows.length, artifactId };
  return { ...byService, blocks: [table] };
}

class Asked {
  readonly bench = new SessionBench();
  now = 1_000;
  readonly bill = new AskedBill(() => this.now);

  read() {
    return this.bill.read(this.bench.session);
  }

  runs(): number {
    return this.bench.socket.count("run");
  }

  /** Acknowledges the last question and tells how its job went. */
  async answer(...events: AgUiEvent[]): Promise<void> {
    await settle();
    const { reqId, input } = this.bench.socket.last("run") as { reqId: string; input?: { runId: string } };
    const jobId = `job-${this.runs()}`;
    this.bench.socket.deliver({ ...ack(reqId, jobId, 0), runId: input?.runId });
    events.forEach((chunk, at) =>
      this.bench.socket.deliver({ id: String(at + 1), jobId, threadId: "page.bill", ts: 5, chunk }),
    );
    await settle();
  }
}

const told = (value: Answer): AgUiEvent => ({ type: "CUSTOM", name: "answer", value });
const FINISHED = { type: "RUN_FINISHED", threadId: "t", runId: "r" } as AgUiEvent;

describe("the bill that is asked for over the socket", () => {
  it("is put together from the tool's rows, lists entry by entry", () => {
    const bill = billOfAnswer(answerOf(ROWS));
    expect(bill.label).toBe("April");
    expect(bill.rows).toBe(48_211);
    expect(bill.accounts.map(({ id }) => id)).toEqual(["111122223333", "444455556666"]);
    expect(bill.currencies).toEqual({ USD: { BilledCost: "34161.34" } });
    expect(bill.tagKeys).toEqual(["team"]);
    expect(bill.problems).toEqual([]);
  });

  it("of another answer says that answer's own words", () => {
    expect(() => billOfAnswer({ ...byService, headline: "No such tool." })).toThrow("No such tool.");
  });

  it("is asked as one job, whoever wants to know, and again only after a while", async () => {
    const asked = new Asked();
    await asked.bench.open();
    const both = Promise.all([asked.read(), asked.read()]);
    await asked.answer(told(answerOf(ROWS)), FINISHED);
    const [first, second] = await both;
    expect(first).toEqual(second);
    expect(first).toMatchObject({ bill: { label: "April" } });
    await asked.read();
    expect(asked.runs()).toBe(1);
    asked.now += KNOWN_FOR_MS;
    void asked.read();
    await settle();
    expect(asked.runs()).toBe(2);
  });

  it("says why it is not known, and is asked for again at once", async () => {
    const asked = new Asked();
    await asked.bench.open();
    const read = asked.read();
    await asked.answer({ type: "RUN_ERROR", code: "INTERNAL", message: "The export cannot be read." });
    expect(await read).toEqual({ problem: "The export cannot be read." });
    void asked.read();
    await settle();
    expect(asked.runs()).toBe(2);
  });
});
