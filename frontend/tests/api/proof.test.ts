import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Credential } from "@/api";
import { settle } from "../support/fake-clock";
import { SessionBench } from "../support/session-bench";

const TOKEN = "the-token-of-this-test";
const PORT = 8321;

function mac(token: string, ...parts: string[]): string {
  return createHmac("sha256", token)
    .update(["finops.v1", ...parts].join("\n"))
    .digest("base64url");
}

/** A server's process: proves what it knows, and remembers everything it was sent. */
class Server {
  readonly heard: string[] = [];
  readonly token: string;
  readonly session: string;
  readonly port: number;
  readonly status: number;

  constructor(token = TOKEN, session = "process-1", port = PORT, status = 200) {
    this.token = token;
    this.session = session;
    this.port = port;
    this.status = status;
  }

  readonly fetcher = ((input: string, init?: RequestInit) => {
    this.heard.push(`${input} ${JSON.stringify(init)}`);
    const nonce = new URL(input, "http://x/").searchParams.get("nonce") ?? "";
    const proof = mac(this.token, "proof", String(this.port), nonce, this.session);
    return Promise.resolve(new Response(JSON.stringify({ session: this.session, proof }), { status: this.status }));
  }) as unknown as typeof fetch;

  get key(): string {
    return mac(this.token, "key", this.session);
  }
}

function credential(server: Pick<Server, "fetcher">): Credential {
  return new Credential(TOKEN, { base: "", port: PORT }, server.fetcher);
}

describe("a server that knows the token", () => {
  it("is sent the key of its own process and never the token", async () => {
    const server = new Server();
    const given = credential(server);
    expect(await given.key()).toBe(server.key);
    expect(await given.key()).toBe(server.key);
    expect(server.heard).toHaveLength(1);
    expect(server.heard.join()).not.toContain(TOKEN);
  });

  it("is asked with another nonce each time, and gets another key after a restart", async () => {
    const servers = [new Server(), new Server(TOKEN, "process-2")];
    let current = 0;
    const fetcher = ((input: string, init?: RequestInit) => servers[current]?.fetcher(input, init)) as typeof fetch;
    const given = credential({ fetcher });
    const first = await given.prove();
    current = 1;
    expect(await given.prove()).toBe(servers[1]?.key);
    expect(await given.key()).not.toBe(first);
    expect(servers[0]?.heard[0]).not.toBe(servers[1]?.heard[0]);
  });
});

describe("whoever cannot prove that it knows the token", () => {
  const impostors: [string, Pick<Server, "fetcher">][] = [
    ["knows another", new Server("another-token")],
    ["relays a platform at another port", new Server(TOKEN, "process-1", 8322)],
    ["answers with an error", new Server(TOKEN, "process-1", PORT, 404)],
    ["answers with a page", { fetcher: () => Promise.resolve(new Response("<!doctype html>")) }],
    ["answers with nothing in it", { fetcher: () => Promise.resolve(new Response("{}")) }],
    ["answers with numbers", { fetcher: () => Promise.resolve(new Response('{"session":1,"proof":2}')) }],
    ["answers null", { fetcher: () => Promise.resolve(new Response("null")) }],
  ];

  it.each(impostors)("%s, and is sent nothing", async (_, server) => {
    await expect(credential(server).key()).rejects.toMatchObject({ code: "UNAUTHENTICATED", retryable: true });
  });

  it("is no reason to give up: the platform may come back", async () => {
    const impostor = new Server("another-token");
    const platform = new Server(TOKEN, "process-2");
    let current = impostor;
    const fetcher = ((input: string, init?: RequestInit) => current.fetcher(input, init)) as typeof fetch;
    const given = credential({ fetcher });
    const bench = new SessionBench({ token: () => given.prove() });
    await expect.poll(() => bench.session.state).toBe("refused");
    expect(bench.sockets).toHaveLength(0);
    current = platform;
    await bench.clock.advance(20_000);
    await expect.poll(() => bench.sockets.length).toBe(1);
    bench.socket.accept();
    await settle();
    expect(bench.session.state).toBe("open");
    expect(bench.socket.protocols.join()).toContain(btoa(platform.key).replaceAll("=", ""));
  });
});
