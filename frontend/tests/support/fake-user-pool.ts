import { createHash } from "node:crypto";
import type { Deployment, Place } from "@/sign-in";

export const DEPLOYMENT: Deployment = {
  socket: "wss://socket.example/live",
  signIn: "https://pool.auth.example",
  clientId: "the-page",
  model: null,
};
export const PAGE = "https://page.example";
export const HOUR_MS = 3_600_000;

interface Code {
  readonly challenge: string;
  readonly nonce: string;
}

/** A user pool's sign-in pages and token endpoint, and the one tab whose reader uses them. */
export class FakeUserPool {
  readonly asked: { readonly path: string; readonly fields: URLSearchParams }[] = [];
  readonly went: URL[] = [];
  now = 1_000_000;
  user = "ada";
  /** Answers the token endpoint gives instead of tokens, once each; an error is a network that is away. */
  readonly trouble: (number | Error)[] = [];
  nonceTold: string | undefined;
  private readonly codes = new Map<string, Code>();
  private readonly refreshTokens = new Set<string>();
  private count = 0;
  location = {
    origin: PAGE,
    pathname: "/",
    search: "",
    hash: "",
    assign: (url: string) => this.went.push(new URL(url)),
  };

  get place(): Place {
    const replaceState = (_: unknown, __: string, url: string): void => this.show(url);
    return { location: this.location, history: { replaceState }, sessionStorage: window.sessionStorage };
  }

  /** The tab shows another address of the page. */
  show(url: string): void {
    const { pathname, search, hash } = new URL(url, PAGE);
    this.location = { ...this.location, pathname, search, hash };
  }

  /** The reader signs in at the pages that the tab last went to, which send them back. */
  signsIn(): URLSearchParams {
    const asked = this.went.at(-1)?.searchParams ?? new URLSearchParams();
    const code = `code-${++this.count}`;
    this.codes.set(code, { challenge: asked.get("code_challenge") ?? "", nonce: asked.get("nonce") ?? "" });
    const answer = new URLSearchParams({ code, state: asked.get("state") ?? "" });
    this.show(`/?${answer}`);
    return answer;
  }

  revokeAll(): void {
    this.refreshTokens.clear();
  }

  readonly fetcher = ((input: string, init: RequestInit) => {
    const path = new URL(input).pathname;
    const fields = init.body as URLSearchParams;
    this.asked.push({ path, fields });
    const wrong = path === "/oauth2/token" ? this.trouble.shift() : undefined;
    if (wrong instanceof Error) return Promise.reject(wrong);
    if (wrong !== undefined) return Promise.resolve(new Response("{}", { status: wrong }));
    return Promise.resolve(path === "/oauth2/revoke" ? this.revoke(fields) : this.grant(fields));
  }) as unknown as typeof fetch;

  private revoke(fields: URLSearchParams): Response {
    this.refreshTokens.delete(fields.get("token") ?? "");
    return new Response(null, { status: 200 });
  }

  private grant(fields: URLSearchParams): Response {
    const nonce =
      fields.get("grant_type") === "refresh_token"
        ? this.refreshTokens.delete(fields.get("refresh_token") ?? "") && ""
        : this.redeem(fields);
    if (nonce === false || nonce === undefined) return Response.json({ error: "invalid_grant" }, { status: 400 });
    const number = ++this.count;
    this.refreshTokens.add(`refresh-${number}`);
    const claims = {
      sub: this.user,
      email: `${this.user}@example.com`,
      aud: "the-page",
      nonce: this.nonceTold ?? nonce,
    };
    return Response.json({
      access_token: `access-${number}`,
      id_token: `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`,
      refresh_token: `refresh-${number}`,
      expires_in: HOUR_MS / 1_000,
    });
  }

  private redeem(fields: URLSearchParams): string | undefined {
    const code = this.codes.get(fields.get("code") ?? "");
    this.codes.delete(fields.get("code") ?? "");
    const shown = createHash("sha256")
      .update(fields.get("code_verifier") ?? "")
      .digest("base64url");
    return code && shown === code.challenge && fields.get("redirect_uri") === `${PAGE}/` ? code.nonce : undefined;
  }
}
