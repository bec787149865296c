import { ApiError } from "./errors";

/** Which bill to open: where it is, what was uploaded, the invented one, or the one in use with what came since. */
export type BillChoice =
  { readonly path: string } | { readonly upload: string } | { readonly sample: true } | { readonly again: true };

/** A setting as `finops.toml` writes it. `setBy` is empty for a default. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly default: string;
  readonly setBy: string;
  readonly description: string;
}

export interface SettingsGroup {
  readonly title: string;
  /** The table of the file that these settings stand in; empty at its top. */
  readonly table: string;
  readonly settings: readonly Setting[];
}

/** What the server says at `GET settings.json`. */
export interface Settings {
  readonly file: string | null;
  /** Where a file would be looked for. */
  readonly lookedFor: string;
  /** What is wrong with the file as it is now. */
  readonly problem: string;
  /** The file says something else than what is in use. */
  readonly changed: boolean;
  readonly groups: readonly SettingsGroup[];
  readonly uploadLimitBytes: number;
  readonly example: string;
}

export interface UploadOptions {
  /** What a file is called: in a folder its path from that folder on. By default what the browser says of it. */
  readonly pathOf?: (file: File) => string;
  readonly signal: AbortSignal;
  /** Called with the bytes sent so far and in all. */
  readonly onProgress: (sent: number, total: number) => void;
}

export interface Upload {
  readonly upload: string;
  /** Files that cannot be part of a bill and were not sent. */
  readonly leftOut: readonly string[];
}

export interface BillsOptions {
  readonly token: string | (() => Promise<string>);
  /** Where the server is, as a prefix of its paths; empty for the page's own folder. */
  readonly base?: string;
  readonly fetcher?: typeof fetch;
  readonly request?: () => XMLHttpRequest;
}

const SIGNED_OUT = "This tab is no longer signed in. Open the printed link again.";
const UNREACHABLE = "The platform cannot be reached. Look whether it is still running, then try again.";

/** Opens bills and reads settings of a platform on the reader's own machine. Rejects with ApiError. */
export class Bills {
  private readonly base: string;
  private readonly authorization: () => Promise<string>;
  private readonly fetcher: typeof fetch;
  private readonly request: () => XMLHttpRequest;

  constructor({ token, base = "", fetcher, request }: BillsOptions) {
    this.base = base;
    this.authorization = async () => `Bearer ${typeof token === "string" ? token : await token()}`;
    this.fetcher = fetcher ?? ((input, init) => fetch(input, init));
    this.request = request ?? (() => new XMLHttpRequest());
  }

  /** Undefined where the platform cannot be asked for its settings, and so cannot be given another bill. */
  async settings(): Promise<Settings | undefined> {
    const response = await this.ask("settings.json", { cache: "no-store" });
    if (response.status === 404) return undefined;
    return (await this.jsonOf(response)) as Settings;
  }

  /** Opens a bill and resolves with what `GET bill.json` says from then on. The old one stays when that fails. */
  async open(choice: BillChoice): Promise<unknown> {
    return this.jsonOf(await this.post("bill", choice));
  }

  /** Ends the reading of a bill: its `open` rejects with CANCELLED, or resolves when it was quicker. */
  async giveUp(): Promise<void> {
    const response = await this.ask("bill", { method: "DELETE" });
    if (!response.ok) throw refusal(response.status, await response.text());
  }

  /** Sends files, which can then be opened as one bill. Leaves nothing on the server when it fails or is aborted. */
  async upload(files: readonly File[], { signal, onProgress, pathOf = pathOfFile }: UploadOptions): Promise<Upload> {
    const listed = files.map((file) => ({ name: pathOf(file), bytes: file.size, modified: file.lastModified }));
    const plan = (await this.jsonOf(await this.post("bill/uploads", { files: listed }, signal))) as Upload & {
      readonly send: readonly number[];
    };
    const chosen = plan.send.flatMap((position) => files.slice(position, position + 1));
    const total = chosen.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    try {
      for (const position of plan.send) {
        const file = files[position];
        if (!file) continue;
        await this.put(`bill/uploads/${plan.upload}/${position}`, file, signal, (sent) =>
          onProgress(before + Math.min(sent, file.size), total),
        );
        before += file.size;
        onProgress(before, total);
      }
    } catch (error) {
      void this.ask(`bill/uploads/${plan.upload}`, { method: "DELETE" }).catch(() => undefined);
      throw error;
    }
    return { upload: plan.upload, leftOut: plan.leftOut };
  }

  private post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return this.ask(path, { method: "POST", headers, body: JSON.stringify(body), ...(signal && { signal }) });
  }

  private async ask(path: string, init: RequestInit): Promise<Response> {
    const authorization = await this.authorization();
    try {
      const headers = { ...(init.headers as Record<string, string>), authorization };
      return await this.fetcher(this.base + path, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw new ApiError("CANCELLED", "The upload was cancelled.");
      throw new ApiError("UNREACHABLE", error instanceof TypeError ? UNREACHABLE : String(error), true);
    }
  }

  private async jsonOf(response: Response): Promise<unknown> {
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw refusal(response.status, text);
  }

  /** `fetch` cannot say how much of a body has been sent. */
  private async put(path: string, file: File, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
    const authorization = await this.authorization();
    return new Promise((resolve, reject) => {
      const request = this.request();
      const abort = (): void => request.abort();
      const fail = (error: ApiError) => (): void => {
        signal.removeEventListener("abort", abort);
        reject(error);
      };
      request.open("PUT", this.base + path);
      request.setRequestHeader("authorization", authorization);
      request.upload.onprogress = ({ loaded }) => onSent(loaded);
      request.onabort = fail(new ApiError("CANCELLED", "The upload was cancelled."));
      request.onerror = fail(new ApiError("UNREACHABLE", UNREACHABLE, true));
      request.onload = () => {
        signal.removeEventListener("abort", abort);
        if (request.status < 300) resolve();
        else reject(refusal(request.status, request.responseText));
      };
      signal.addEventListener("abort", abort);
      if (signal.aborted) fail(new ApiError("CANCELLED", "The upload was cancelled."))();
      else request.send(file);
    });
  }
}

/** In a folder that was chosen the path from that folder on, else the file's name. */
export function pathOfFile(file: File): string {
  return file.webkitRelativePath || file.name;
}

function refusal(status: number, text: string): ApiError {
  if (status === 401 || status === 403) return new ApiError("UNAUTHENTICATED", SIGNED_OUT);
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    if (typeof message === "string") return new ApiError(typeof code === "string" ? code : "INTERNAL", message);
  } catch {
    // Not from the platform itself: the status has to do.
  }
  return new ApiError("INTERNAL", `The platform answered ${status}. Its log says more.`);
}
