import { beforeEach, describe, expect, it } from "vitest";
import { SignIn } from "@/sign-in";
import { DEPLOYMENT, FakeUserPool, HOUR_MS, PAGE } from "../support/fake-user-pool";

let pool: FakeUserPool;

beforeEach(() => {
  window.sessionStorage.clear();
  window.localStorage.clear();
  pool = new FakeUserPool();
});

/** The page as the tab loads it, once more each time. */
function load(): SignIn {
  return new SignIn({ deployment: DEPLOYMENT, place: pool.place, fetcher: pool.fetcher, now: () => pool.now });
}

async function signedIn(): Promise<SignIn> {
  await load().start();
  pool.signsIn();
  const signIn = load();
  expect(await signIn.start()).toEqual({ is: "signed-in" });
  return signIn;
}

describe("signing in", () => {
  it("goes to the sign-in pages with a challenge, and tells its verifier only to the token endpoint", async () => {
    pool.show("/#/c/t1");
    expect(await load().start()).toEqual({ is: "leaving" });
    const [went] = pool.went;
    expect(went?.href.split("?")[0]).toBe("https://pool.auth.example/oauth2/authorize");
    const asked = Object.fromEntries(went?.searchParams ?? []);
    expect(asked).toMatchObject({
      response_type: "code",
      client_id: "the-page",
      redirect_uri: `${PAGE}/`,
      code_challenge_method: "S256",
    });
    pool.signsIn();
    const signIn = load();
    expect(await signIn.start()).toEqual({ is: "signed-in" });
    expect(pool.location.search).toBe("");
    expect(pool.location.hash).toBe("#/c/t1");
    expect(signIn.name).toBe("ada@example.com");
    const verifier = pool.asked[0]?.fields.get("code_verifier") ?? "";
    expect(verifier.length).toBeGreaterThanOrEqual(43);
    expect(went?.href).not.toContain(verifier);
  });

  it("keeps tokens for this tab alone, and in no address", async () => {
    const token = await (await signedIn()).token();
    expect(window.localStorage.length).toBe(0);
    expect(pool.went.map(String).join()).not.toContain(token);
    expect(await load().start()).toEqual({ is: "signed-in" });
    expect(await load().token()).toBe(token);
  });

  it("makes other secrets each time", async () => {
    await load().start();
    await load().start();
    const secrets = pool.went.flatMap(({ searchParams }) =>
      ["state", "nonce", "code_challenge"].map((name) => searchParams.get(name)),
    );
    expect(new Set(secrets).size).toBe(6);
  });

  it.each<[string, (answer: URLSearchParams) => void]>([
    ["another state", (answer) => answer.set("state", "another")],
    ["a state of nobody", (answer) => answer.set("state", "")],
  ])("takes no answer with %s", async (_, change) => {
    await load().start();
    const answer = pool.signsIn();
    change(answer);
    pool.show(`/?${answer}`);
    expect(await load().start()).toMatchObject({
      is: "refused",
      reason: expect.stringContaining("not begun") as string,
    });
    expect(pool.asked).toEqual([]);
    expect(pool.location.search).toBe("");
  });

  it("takes no answer that was never asked for", async () => {
    pool.show("/?code=stolen&state=x");
    expect(await load().start()).toMatchObject({ is: "refused" });
    expect(pool.asked).toEqual([]);
  });

  it("takes no tokens made for another sign-in", async () => {
    await load().start();
    pool.signsIn();
    pool.nonceTold = "another";
    expect(await load().start()).toMatchObject({ is: "refused" });
    expect(await load().start()).toEqual({ is: "leaving" });
  });

  it("uses a code once: going back to it changes nothing for who is signed in", async () => {
    await load().start();
    const answer = pool.signsIn();
    await load().start();
    pool.show(`/?${answer}`);
    expect(await load().start()).toEqual({ is: "signed-in" });
    expect(pool.asked).toHaveLength(1);
  });

  it("says in the sign-in's words why it was refused, and goes nowhere by itself", async () => {
    await load().start();
    const state = pool.went[0]?.searchParams.get("state") ?? "";
    pool.show(
      `/?${new URLSearchParams({ error: "access_denied", error_description: `User is disabled ${"x".repeat(900)}`, state })}`,
    );
    const standing = await load().start();
    expect(standing).toMatchObject({ is: "refused", reason: expect.stringContaining("User is disabled") as string });
    expect(JSON.stringify(standing).length).toBeLessThan(400);
    expect(pool.went).toHaveLength(1);
  });

  it("says that the sign-in is away when it is", async () => {
    await load().start();
    pool.signsIn();
    pool.trouble.push(503);
    expect(await load().start()).toEqual({ is: "refused", reason: "The sign-in cannot be reached." });
  });
});

describe("a token", () => {
  it("is renewed before it ends, once for all who ask at the same time", async () => {
    const signIn = await signedIn();
    const first = await signIn.token();
    pool.now += HOUR_MS - 80_000;
    const renewed = await Promise.all([signIn.token(), signIn.token()]);
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(pool.asked.map(({ fields }) => fields.get("grant_type"))).toEqual(["authorization_code", "refresh_token"]);
    pool.now += HOUR_MS;
    expect(await signIn.token()).not.toBe(renewed[0]);
  });

  it.each([new Error("offline"), 500, 503, 429])("is waited for while its endpoint answers %s", async (wrong) => {
    const signIn = await signedIn();
    pool.now += HOUR_MS;
    pool.trouble.push(wrong);
    await expect(signIn.token()).rejects.toMatchObject({ code: "UNREACHABLE", retryable: true });
    expect(await signIn.token()).toContain("access-");
  });

  it("is not to be had any more once the sign-in was revoked", async () => {
    const signIn = await signedIn();
    pool.revokeAll();
    pool.now += HOUR_MS;
    await expect(signIn.token()).rejects.toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
    await expect(signIn.token()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(pool.asked).toHaveLength(2);
  });

  it("that a handshake failed with is renewed unless it is young, and given up only when renewing is refused", async () => {
    const signIn = await signedIn();
    const token = await signIn.token();
    expect(await signIn.accepts(token)).toBe(true);
    expect(pool.asked).toHaveLength(1);
    pool.now += HOUR_MS / 2;
    expect(await signIn.accepts(token)).toBe(true);
    expect(await signIn.token()).not.toBe(token);
    pool.now += HOUR_MS / 2;
    pool.trouble.push(new Error("offline"));
    expect(await signIn.accepts(await signIn.token())).toBe(true);
    pool.revokeAll();
    expect(await signIn.accepts(await signIn.token())).toBe(false);
  });
});

describe("signing out", () => {
  it("revokes, forgets, leaves the sign-in pages too, and is not undone by loading the page again", async () => {
    const signIn = await signedIn();
    window.sessionStorage.setItem("finops.outbox", "[1]");
    await signIn.leave();
    const last = pool.asked.at(-1);
    expect([last?.path, last?.fields.get("token")]).toEqual(["/oauth2/revoke", "refresh-2"]);
    const went = pool.went.at(-1);
    expect(went?.href.split("?")[0]).toBe("https://pool.auth.example/logout");
    expect(Object.fromEntries(went?.searchParams ?? [])).toEqual({ client_id: "the-page", logout_uri: `${PAGE}/` });
    expect(window.sessionStorage.getItem("finops.outbox")).toBeNull();
    await expect(signIn.token()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await load().start()).toEqual({ is: "signed-out" });
    expect(await load().start()).toEqual({ is: "leaving" });
  });

  it("leaves nothing of a renewal that is under way", async () => {
    const signIn = await signedIn();
    pool.now += HOUR_MS;
    const renewing = signIn.token();
    await signIn.leave();
    await renewing;
    expect(window.sessionStorage.getItem("finops.tokens")).toBeNull();
  });

  it("by somebody else signing in takes what was kept for the one before; the same user finds it again", async () => {
    await signedIn();
    window.sessionStorage.setItem("finops.outbox", "[1]");
    window.sessionStorage.removeItem("finops.tokens");
    await signedIn();
    expect(window.sessionStorage.getItem("finops.outbox")).toBe("[1]");
    window.sessionStorage.removeItem("finops.tokens");
    pool.user = "bob";
    await signedIn();
    expect(window.sessionStorage.getItem("finops.outbox")).toBeNull();
  });
});
