/** A question sent but not yet acknowledged. */
export interface Unsent {
  readonly runId: string;
  readonly threadId: string;
  readonly text: string;
  /** False when the question is kept from any language model. */
  readonly model?: boolean;
}

const KEY = "finops.outbox";

/**
 * Questions whose acknowledgement is outstanding survive a reload: they are asked again under the same run id, which
 * makes the same job.
 */
export class Outbox {
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  list(): Unsent[] {
    try {
      const parsed: unknown = JSON.parse(this.storage.getItem(KEY) ?? "[]");
      return Array.isArray(parsed) ? (parsed as Unsent[]) : [];
    } catch {
      return [];
    }
  }

  add(unsent: Unsent): void {
    this.write([...this.list().filter((other) => other.runId !== unsent.runId), unsent]);
  }

  remove(runId: string): void {
    this.write(this.list().filter((other) => other.runId !== runId));
  }

  private write(list: Unsent[]): void {
    if (list.length === 0) this.storage.removeItem(KEY);
    else this.storage.setItem(KEY, JSON.stringify(list));
  }
}
