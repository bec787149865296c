/** A sign-in that was begun: what has to come back, what proves that it was begun here, and the place to return to. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly hash: string;
}

/** The tokens of this tab. `until` is in milliseconds since 1970, by this browser's clock. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly until: number;
  readonly since: number;
  readonly name: string;
}

const BEGUN = "finops.sign-in";
const TOKENS = "finops.tokens";
const USER = "finops.user";
const LEFT = "finops.signed-out";

/** What is kept of a sign-in for as long as the tab is open, and for no other tab. */
export class Kept {
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  get tokens(): Tokens | undefined {
    return this.read(TOKENS) as Tokens | undefined;
  }

  set tokens(tokens: Tokens | undefined) {
    this.write(TOKENS, tokens);
  }

  set begun(begun: Begun) {
    this.write(BEGUN, begun);
  }

  /** What was begun, once: a code can be used only once, too. */
  takeBegun(): Begun | undefined {
    const begun = this.read(BEGUN) as Begun | undefined;
    this.storage.removeItem(BEGUN);
    return begun;
  }

  /** Whoever else signs in within the same tab gets nothing that was kept for the one before. */
  becomes(user: string): void {
    if (this.read(USER) !== user) this.forgetAll();
    this.write(USER, user);
  }

  /** Forgets everything, and remembers for the next page of this tab that its user chose to leave. */
  leave(): void {
    this.forgetAll();
    this.write(LEFT, true);
  }

  takeLeft(): boolean {
    const left = this.read(LEFT) === true;
    this.storage.removeItem(LEFT);
    return left;
  }

  private forgetAll(): void {
    const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    for (const name of names) if (name?.startsWith("finops.")) this.storage.removeItem(name);
  }

  private read(name: string): unknown {
    try {
      return JSON.parse(this.storage.getItem(name) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }

  private write(name: string, value: unknown): void {
    if (value === undefined) this.storage.removeItem(name);
    else this.storage.setItem(name, JSON.stringify(value));
  }
}
