import { ApiError } from "@/api";
import type { Deployment } from "./deployment";

/** What the token endpoint gave. `expiresIn` is in milliseconds; a renewal may bring no new refresh token. */
export interface Granted {
  readonly access: string;
  readonly id: string;
  readonly refresh: string | undefined;
  readonly expiresIn: number;
}

const ANSWERED_WITHIN_MS = 15_000;
/** How long signing out waits for the refresh token to be revoked. */
const REVOKED_WITHIN_MS = 3_000;

/** The endpoints of OAuth 2.0 (RFC 6749, 7009) that a page without a secret uses. */
export class TokenEndpoint {
  private readonly deployment: Deployment;
  private readonly fetcher: typeof fetch;

  constructor(deployment: Deployment, fetcher: typeof fetch) {
    this.deployment = deployment;
    this.fetcher = fetcher;
  }

  /** Rejects with ApiError: UNAUTHENTICATED where it is refused, UNREACHABLE where trying again may help. */
  exchange(code: string, verifier: string, redirectUri: string): Promise<Granted> {
    return this.grant({ grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectUri });
  }

  /** As `exchange`. */
  renew(refresh: string): Promise<Granted> {
    return this.grant({ grant_type: "refresh_token", refresh_token: refresh });
  }

  /** Makes the refresh token useless, with the access tokens that it brought. What cannot be reached expires. */
  async revoke(refresh: string): Promise<void> {
    await this.post("revoke", { token: refresh }, REVOKED_WITHIN_MS).catch(() => undefined);
  }

  private async grant(fields: Readonly<Record<string, string>>): Promise<Granted> {
    const response = await this.post("token", fields, ANSWERED_WITHIN_MS).catch(() => undefined);
    if (!response || response.status >= 500 || response.status === 429)
      throw new ApiError("UNREACHABLE", "The sign-in cannot be reached.", true);
    const told: unknown = await response.json().catch(() => undefined);
    const granted = response.ok ? grantedOf(told) : undefined;
    if (!granted) throw new ApiError("UNAUTHENTICATED", "You are signed out. Sign in again.");
    return granted;
  }

  private post(path: string, fields: Readonly<Record<string, string>>, withinMs: number): Promise<Response> {
    return this.fetcher(`${this.deployment.signIn}/oauth2/${path}`, {
      method: "POST",
      body: new URLSearchParams({ client_id: this.deployment.clientId, ...fields }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
    });
  }
}

function grantedOf(told: unknown): Granted | undefined {
  if (typeof told !== "object" || told === null) return undefined;
  const given = told as Record<string, unknown>;
  const { access_token: access, id_token: id, refresh_token: refresh, expires_in: seconds } = given;
  if (typeof access !== "string" || typeof id !== "string" || typeof seconds !== "number") return undefined;
  return { access, id, refresh: typeof refresh === "string" ? refresh : undefined, expiresIn: seconds * 1_000 };
}
