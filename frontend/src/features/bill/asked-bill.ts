import { type Answer, ApiError, type Session } from "@/api";
import { applyEvent, newJob } from "@/jobs/job-view";
import { pageThread } from "@/jobs/page-thread";
import { parseRows } from "../answer/rows";
import { wholeAnswer } from "../answer/whole";
import { type Bill, type BillResult, billOf } from "./bill";

const QUESTION = "What does this bill hold?";
const CALL = { agent: "cost", tool: "overview", args: {} };
const THREAD = pageThread("bill");

/** A job costs its platform a little: who looks at the tab again within this time sees what was said last. */
export const KNOWN_FOR_MS = 5 * 60_000;

/** Asks the platform about its bill as a job, for a page that reaches it by its socket alone. */
export class AskedBill {
  private asking: Promise<BillResult> | undefined;
  private known: { readonly bill: Bill; readonly at: number } | undefined;
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** What the user's accounts of the bill hold; asked once, whoever wants to know meanwhile. Never rejects. */
  read(session: Session): Promise<BillResult> {
    if (this.known && this.now() - this.known.at < KNOWN_FOR_MS) return Promise.resolve({ bill: this.known.bill });
    this.asking ??= this.ask(session).finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(session: Session): Promise<BillResult> {
    try {
      const bill = billOfAnswer(await answered(session));
      this.known = { bill, at: this.now() };
      return { bill };
    } catch (error) {
      if (error instanceof ApiError && error.code === "UNAUTHENTICATED") return { refused: true };
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function answered(session: Session): Promise<Answer> {
  const ids = { runId: crypto.randomUUID(), threadId: THREAD };
  let job = newJob(ids, QUESTION, 0);
  let jobId = "";
  for await (const event of session.run(QUESTION, ids, { finops: CALL })) {
    job = applyEvent(job, event);
    jobId = event.jobId;
  }
  if (!job.answer || job.state !== "done")
    throw new ApiError("INTERNAL", job.problem?.message ?? "The platform did not say what the bill holds.");
  return wholeAnswer(job.answer, async (artifactId) => parseRows(await session.artifact(jobId, artifactId)));
}

/** The fields of the tool's table: a list has a row for each of its entries. Throws ApiError for another answer. */
export function billOfAnswer({ blocks, headline }: Pick<Answer, "blocks" | "headline">): Bill {
  const table = blocks.find((block) => block.type === "table" && block.columns[0]?.key === "field");
  if (table?.type !== "table") throw new ApiError("INTERNAL", headline);
  const fields: Record<string, unknown> = {};
  for (const [name, value] of table.rows) {
    if (!name || typeof value !== "string") continue;
    const read: unknown = JSON.parse(value);
    const isList = Array.isArray(billOf({})[name as keyof Bill]);
    fields[name] = isList ? [...((fields[name] as unknown[] | undefined) ?? []), read] : read;
  }
  return billOf(fields);
}
