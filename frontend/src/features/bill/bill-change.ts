import { ApiError, type BillChoice, type Bills, pathOfFile } from "@/api";
import { type Bill, billOf } from "./bill";

/** How far the loading of another bill is. `name` is what the reader called it. */
export type ChangeState =
  | { readonly phase: "idle" }
  | { readonly phase: "uploading"; readonly name: string; readonly percent: number }
  | { readonly phase: "reading"; readonly name: string; readonly since: number }
  | { readonly phase: "failed"; readonly message: string }
  | { readonly phase: "done"; readonly bill: Bill; readonly leftOut: readonly string[] };

export interface BillChangeOptions {
  readonly bills: Bills;
  /** Told of every bill that was opened. */
  readonly onBill: (bill: Bill) => void;
  readonly now?: () => number;
}

/** Loads another bill, one at a time; lives as long as the tab, so that leaving the page stops nothing. */
export class BillChange {
  readonly bills: Bills;
  private readonly onBill: (bill: Bill) => void;
  private readonly now: () => number;
  private readonly listeners = new Set<() => void>();
  private state: ChangeState = { phase: "idle" };
  private abort: AbortController | undefined;

  constructor({ bills, onBill, now = Date.now }: BillChangeOptions) {
    this.bills = bills;
    this.onBill = onBill;
    this.now = now;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): ChangeState => this.state;

  /** Uploads files and opens them as one bill; `paths` says where they lie, for those of a dropped folder. */
  async load(files: readonly File[], paths?: ReadonlyMap<File, string>): Promise<void> {
    if (files.length === 0 || this.busy) return;
    const pathOf = (file: File): string => paths?.get(file) ?? pathOfFile(file);
    const name = nameOfFiles(files.map(pathOf));
    const abort = new AbortController();
    this.abort = abort;
    this.become({ phase: "uploading", name, percent: 0 });
    const onProgress = (sent: number, total: number): void => {
      const percent = total > 0 ? Math.floor((100 * sent) / total) : 0;
      if (!abort.signal.aborted) this.become({ phase: "uploading", name, percent });
    };
    await this.guard(async () => {
      const { upload, leftOut } = await this.bills.upload(files, { signal: abort.signal, onProgress, pathOf });
      await this.read({ upload }, name, leftOut);
    });
  }

  /** Opens a bill that the platform reaches itself. */
  async open(choice: BillChoice, name: string): Promise<void> {
    if (!this.busy) await this.guard(() => this.read(choice, name, []));
  }

  /** Says why something could not even be tried. */
  refuse(message: string): void {
    if (!this.busy) this.become({ phase: "failed", message });
  }

  /** Stops an upload, or asks the platform to give up the bill that it reads. */
  cancel(): void {
    // Whether that came in time, the answer about the bill tells.
    if (this.state.phase === "reading") void this.bills.giveUp().catch(() => undefined);
    if (this.state.phase !== "uploading") return;
    this.abort?.abort();
    this.become({ phase: "idle" });
  }

  private get busy(): boolean {
    return this.state.phase === "uploading" || this.state.phase === "reading";
  }

  private async read(choice: BillChoice, name: string, leftOut: readonly string[]): Promise<void> {
    this.become({ phase: "reading", name, since: this.now() });
    const bill = billOf((await this.bills.open(choice)) as Partial<Bill>);
    this.onBill(bill);
    this.become({ phase: "done", bill, leftOut });
  }

  private async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const problem = error instanceof ApiError ? error : new ApiError("INTERNAL", String(error));
      if (problem.code === "CANCELLED" && this.state.phase === "reading") this.become({ phase: "idle" });
      if (problem.code !== "CANCELLED") this.become({ phase: "failed", message: problem.message });
    }
  }

  private become(state: ChangeState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** What to call files: the one folder that all lie in, or the first and how many more. */
export function nameOfFiles(paths: readonly string[]): string {
  const [first] = paths;
  if (first === undefined) return "";
  const [root = "", ...below] = first.split("/");
  if (below.length > 0 && paths.every((path) => path.startsWith(`${root}/`))) return root;
  return paths.length === 1 ? first : `${first} and ${paths.length - 1} more`;
}

/** A path as people paste it: without the quotes that shells and file managers put around it. */
export function pathOf(text: string): string {
  const plain = text.trim();
  return /^(["']).*\1$/.test(plain) ? plain.slice(1, -1).trim() : plain;
}
