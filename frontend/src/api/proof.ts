import { ApiError } from "./errors";

/** Where the local platform is: its page's own folder and the port that the browser dialled. */
export interface Place {
  readonly base: string;
  readonly port: number;
}

interface Answer {
  readonly session?: unknown;
  readonly proof?: unknown;
}

const UNPROVEN =
  "Whoever answers at this address did not prove that it is your platform, so nothing was sent to it. " +
  "Start the platform again, or open the link that it printed last.";

/**
 * The token, and what is sent in its place. Whoever listens on the platform's port may be anybody, once the platform
 * has stopped: the server first answers a nonce with an HMAC under the token, and is then sent a key that its own
 * process alone accepts. The token itself is never sent.
 */
export class Credential {
  private proven: Promise<string> | undefined;

  private readonly token: string;
  private readonly place: Place;
  private readonly fetcher: typeof fetch;

  constructor(token: string, place: Place, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.token = token;
    this.place = place;
    this.fetcher = fetcher;
  }

  /** The key of the server that proved itself last; asks for a proof when none has. Rejects with ApiError. */
  key(): Promise<string> {
    return this.proven ?? this.prove();
  }

  /** Asks the server to prove itself anew, as it may be another process. Rejects with ApiError. */
  prove(): Promise<string> {
    const proving = this.ask();
    this.proven = proving;
    proving.catch(() => {
      if (this.proven === proving) this.proven = undefined;
    });
    return proving;
  }

  private async ask(): Promise<string> {
    const nonce = base64UrlOf(crypto.getRandomValues(new Uint8Array(32)));
    const { session, proof } = await this.answer(nonce);
    if (typeof session !== "string" || typeof proof !== "string") throw unproven();
    const expected = await mac(this.token, ["proof", String(this.place.port), nonce, session]);
    if (proof !== expected) throw unproven();
    return mac(this.token, ["key", session]);
  }

  private async answer(nonce: string): Promise<Answer> {
    let response: Response;
    try {
      const url = `${this.place.base}session?nonce=${nonce}`;
      response = await this.fetcher(url, { cache: "no-store", credentials: "omit", redirect: "error" });
    } catch {
      throw new ApiError("UNREACHABLE", "The platform cannot be reached.", true);
    }
    if (response.status >= 500) throw new ApiError("UNREACHABLE", "The platform cannot be reached.", true);
    try {
      return response.ok ? (((await response.json()) as Answer | null) ?? {}) : {};
    } catch {
      return {};
    }
  }
}

function unproven(): ApiError {
  return new ApiError("UNAUTHENTICATED", UNPROVEN, true);
}

async function mac(token: string, parts: readonly string[]): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), algorithm, false, ["sign"]);
  const text = encoder.encode(["finops.v1", ...parts].join("\n"));
  return base64UrlOf(new Uint8Array(await crypto.subtle.sign("HMAC", key, text)));
}

function base64UrlOf(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
