import { ApiError } from "@/api";
import type { Deployment } from "./deployment";
import { type Begun, Kept, type Tokens } from "./kept";
import { challengeOf, claimsOf, randomText } from "./secrets";
import { type Granted, TokenEndpoint } from "./token-endpoint";

/** A token with less than this left is renewed before it is used; the session asks for one a minute before its end. */
const RENEWED_BEFORE_MS = 90_000;
/** A token this young is not renewed for a failed handshake, which then has another reason. */
const YOUNG_MS = 60_000;
const LONGEST_REASON = 300;

/** The parts of a window that a sign-in uses; tests bring their own. */
export interface Place {
  readonly location: {
    readonly origin: string;
    readonly pathname: string;
    readonly search: string;
    readonly hash: string;
    assign(url: string): void;
  };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  readonly sessionStorage: Storage;
}

/** Whether somebody is signed in; `leaving` while the browser is on its way to the sign-in pages. */
export type Standing =
  | { readonly is: "signed-in" }
  | { readonly is: "leaving" }
  | { readonly is: "signed-out" }
  | { readonly is: "refused"; readonly reason: string };

interface SignInOptions {
  readonly deployment: Deployment;
  readonly place: Place;
  readonly fetcher?: typeof fetch;
  readonly now?: () => number;
}

/**
 * Signs in at the pages of a user pool by authorization code and PKCE, and renews what it got. Tokens stay in this
 * tab: none is part of an address, none is kept after the tab.
 */
export class SignIn {
  private readonly deployment: Deployment;
  private readonly place: Place;
  private readonly kept: Kept;
  private readonly endpoint: TokenEndpoint;
  private readonly now: () => number;
  private renewing: Promise<string> | undefined;

  constructor({ deployment, place, fetcher, now }: SignInOptions) {
    this.deployment = deployment;
    this.place = place;
    this.kept = new Kept(place.sessionStorage);
    this.endpoint = new TokenEndpoint(deployment, fetcher ?? ((input, init) => fetch(input, init)));
    this.now = now ?? (() => Date.now());
  }

  /** Who is signed in, as the sign-in names them. */
  get name(): string {
    return this.kept.tokens?.name ?? "";
  }

  /** Where this page stands: takes what came back from the sign-in pages, or goes there. */
  async start(): Promise<Standing> {
    const answer = new URLSearchParams(this.place.location.search);
    if (answer.has("state") && (answer.has("code") || answer.has("error"))) return this.complete(answer);
    if (this.kept.tokens) return { is: "signed-in" };
    if (this.kept.takeLeft()) return { is: "signed-out" };
    await this.begin();
    return { is: "leaving" };
  }

  /** Goes to the sign-in pages, to come back to where the reader is now. */
  async begin(): Promise<void> {
    const [state, nonce, verifier] = [randomText(), randomText(), randomText()];
    this.kept.begun = { state, nonce, verifier, hash: this.place.location.hash };
    const asked = new URLSearchParams({
      response_type: "code",
      client_id: this.deployment.clientId,
      redirect_uri: this.home,
      scope: "openid email",
      state,
      nonce,
      code_challenge: await challengeOf(verifier),
      code_challenge_method: "S256",
    });
    this.place.location.assign(`${this.deployment.signIn}/oauth2/authorize?${asked}`);
  }

  /** A token that is good for a while. Rejects with ApiError: UNAUTHENTICATED when nobody is signed in any more. */
  async token(): Promise<string> {
    const tokens = this.kept.tokens;
    if (!tokens) throw new ApiError("UNAUTHENTICATED", "You are signed out. Sign in again.");
    return tokens.until - this.now() > RENEWED_BEFORE_MS ? tokens.access : this.renew();
  }

  /** After a failed handshake: false when this token and every later one is refused, so that trying is no use. */
  async accepts(token: string): Promise<boolean> {
    const tokens = this.kept.tokens;
    if (!tokens) return false;
    if (tokens.access !== token || this.now() - tokens.since < YOUNG_MS) return true;
    return this.renew().then(
      () => true,
      (error: unknown) => !(error instanceof ApiError && error.code === "UNAUTHENTICATED"),
    );
  }

  /** Revokes the tokens, forgets them, and signs out of the sign-in pages, so that nobody is signed in by going back. */
  async leave(): Promise<void> {
    // A renewal under way would bring tokens back after they were forgotten.
    await this.renewing?.catch(() => undefined);
    const tokens = this.kept.tokens;
    this.kept.leave();
    if (tokens) await this.endpoint.revoke(tokens.refresh);
    const asked = new URLSearchParams({ client_id: this.deployment.clientId, logout_uri: this.home });
    this.place.location.assign(`${this.deployment.signIn}/logout?${asked}`);
  }

  private get home(): string {
    return `${this.place.location.origin}/`;
  }

  private async complete(answer: URLSearchParams): Promise<Standing> {
    const begun = this.kept.takeBegun();
    const mine = begun !== undefined && begun.state === answer.get("state");
    this.place.history.replaceState(null, "", `${this.place.location.pathname}${mine ? begun.hash : ""}`);
    // Somebody who went back to an answer that was used is still signed in.
    if (!mine && this.kept.tokens) return { is: "signed-in" };
    if (!mine) return refused("This sign-in was not begun in this tab, or was used already.");
    const code = answer.get("code");
    if (code === null) return refused(reasonOf(answer));
    return this.take(code, begun);
  }

  private async take(code: string, begun: Begun): Promise<Standing> {
    try {
      const granted = await this.endpoint.exchange(code, begun.verifier, this.home);
      const { nonce, aud, sub, email } = claimsOf(granted.id);
      if (nonce !== begun.nonce || aud !== this.deployment.clientId || typeof sub !== "string")
        return refused("The sign-in's answer belongs to another sign-in.");
      this.kept.becomes(sub);
      this.kept.tokens = this.tokensOf(granted, "", typeof email === "string" ? email : "");
      return { is: "signed-in" };
    } catch (error) {
      return refused(error instanceof ApiError && error.retryable ? error.message : "The sign-in's code was refused.");
    }
  }

  private renew(): Promise<string> {
    this.renewing ??= this.askAnew().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async askAnew(): Promise<string> {
    const tokens = this.kept.tokens;
    if (!tokens) throw new ApiError("UNAUTHENTICATED", "You are signed out. Sign in again.");
    try {
      const granted = await this.endpoint.renew(tokens.refresh);
      this.kept.tokens = this.tokensOf(granted, tokens.refresh, tokens.name);
      return granted.access;
    } catch (error) {
      if (error instanceof ApiError && error.code === "UNAUTHENTICATED") this.kept.tokens = undefined;
      throw error;
    }
  }

  private tokensOf({ access, refresh, expiresIn }: Granted, before: string, name: string): Tokens {
    const since = this.now();
    return { access, refresh: refresh ?? before, until: since + expiresIn, since, name };
  }
}

function refused(reason: string): Standing {
  return { is: "refused", reason };
}

/** What the sign-in pages say of a refusal: words of a stranger, so few of them. */
function reasonOf(answer: URLSearchParams): string {
  const told = (answer.get("error_description") ?? answer.get("error") ?? "").trim();
  return `The sign-in was refused: ${told.slice(0, LONGEST_REASON)}`;
}
