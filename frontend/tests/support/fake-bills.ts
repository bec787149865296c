import { Bills } from "@/api";
import type { Settings } from "@/api";
import { april } from "./bill";

export const settings: Settings = {
  file: "/home/me/finops.toml",
  lookedFor: "/home/me/finops.toml",
  problem: "",
  changed: false,
  groups: [
    {
      title: "Your organisation's terms",
      table: "",
      settings: [
        setting("metric", '"effective"', '"billed"', "finops.toml", "What “cost” means."),
        setting("time_zone", '"UTC"', '"UTC"', "", "The time zone for words."),
        setting("[accounts]", '1 = "Production"\n2 = "Staging"', "", "finops.toml", "Names of your own."),
        setting("teams", "[]", "[]", "", "Your teams."),
      ],
    },
    {
      title: "The platform on this machine",
      table: "run",
      settings: [
        setting("port", "0", "8321", "command line", "The port."),
        setting("workers", "3", "8", "/home/me/finops.toml", "How many at the same time."),
        setting("data_dir", '"/home/me/.finops"', "", "", "The folder of the platform."),
      ],
    },
  ],
  uploadLimitBytes: 2 ** 31,
  example: 'metric = "effective"\n',
};

function setting(name: string, value: string, usual: string, setBy: string, description: string) {
  return { name, value, default: usual, setBy, description };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

type Answer = { readonly status: number; readonly body?: unknown };

/** The server's side of bills, in the test's hands: what was asked, and what is answered to it. */
export class FakeBillServer {
  readonly asked: Asked[] = [];
  readonly puts: FakeRequest[] = [];
  readonly answers = new Map<string, Answer | Promise<Answer> | Error>();
  /** Whether files arrive without the test saying so. */
  takesFiles = true;

  constructor() {
    this.answers.set("GET settings.json", { status: 200, body: settings });
    this.answers.set("POST bill", { status: 200, body: { ...april, label: "may.csv", sample: false } });
    this.answers.set("POST bill/uploads", { status: 201, body: { upload: "u1", send: [0], leftOut: [] } });
    this.answers.set("DELETE bill/uploads/u1", { status: 204 });
  }

  get bills(): Bills {
    return new Bills({
      token: "secret",
      fetcher: this.fetch,
      request: () => {
        const request = new FakeRequest(this.takesFiles);
        this.puts.push(request);
        return request as unknown as XMLHttpRequest;
      },
    });
  }

  /** The bodies of what was posted to open a bill. */
  get opened(): unknown[] {
    return this.asked.filter(({ method, path }) => method === "POST" && path === "bill").map(({ body }) => body);
  }

  private readonly fetch: typeof fetch = async (input, init = {}) => {
    const method = init.method ?? "GET";
    const path = input as string;
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    this.asked.push({ method, path, authorization: new Headers(init.headers).get("authorization"), body });
    init.signal?.throwIfAborted();
    const answer = await (this.answers.get(`${method} ${path}`) ?? { status: 404, body: {} });
    if (answer instanceof Error) throw answer;
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status });
  };
}

/** The part of XMLHttpRequest that an upload uses. */
export class FakeRequest {
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  method = "";
  path = "";
  sent: File | undefined;
  status = 0;
  responseText = "";
  private readonly takes: boolean;

  constructor(takes: boolean) {
    this.takes = takes;
  }

  open(method: string, path: string): void {
    Object.assign(this, { method, path });
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  send(file: File): void {
    this.sent = file;
    if (this.takes) queueMicrotask(() => this.answer(204));
  }

  progress(loaded: number): void {
    this.upload.onprogress?.({ loaded });
  }

  answer(status: number, body?: object): void {
    this.status = status;
    this.responseText = body ? JSON.stringify(body) : "";
    this.onload?.();
  }

  abort(): void {
    this.onabort?.();
  }
}

export function fileOf(name: string, size = 4): File {
  return new File([new Uint8Array(size)], name, { lastModified: 1_000 });
}
