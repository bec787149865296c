import { describe, expect, it } from "vitest";
import type { ApiError } from "@/api";
import { FakeBillServer, fileOf, settings } from "../support/fake-bills";
import { settle } from "../support/fake-clock";

function uploading(server: FakeBillServer, files: File[], abort = new AbortController()) {
  const seen: [number, number][] = [];
  const done = server.bills.upload(files, {
    signal: abort.signal,
    onProgress: (sent, total) => seen.push([sent, total]),
  });
  done.catch(() => undefined);
  return { done, seen, abort };
}

describe("settings", () => {
  it("are read with the token", async () => {
    const server = new FakeBillServer();
    expect(await server.bills.settings()).toEqual(settings);
    expect(server.asked).toEqual([
      { method: "GET", path: "settings.json", authorization: "Bearer secret", body: undefined },
    ]);
  });

  it("are none on a platform that does not tell them", async () => {
    const server = new FakeBillServer();
    server.answers.delete("GET settings.json");
    expect(await server.bills.settings()).toBeUndefined();
  });
});

describe("opening a bill", () => {
  it("asks for it and gives back what is said of it", async () => {
    const server = new FakeBillServer();
    expect(await server.bills.open({ path: "s3://bucket/x" })).toMatchObject({ label: "may.csv" });
    expect(server.asked[0]).toMatchObject({ method: "POST", path: "bill", body: { path: "s3://bucket/x" } });
  });

  it.each([
    [{ status: 400, body: { code: "BAD_FRAME", message: "No such file." } }, "BAD_FRAME", "No such file."],
    [{ status: 401, body: { message: "Unauthorized" } }, "UNAUTHENTICATED", /no longer signed in/],
    [{ status: 502, body: "nonsense" }, "INTERNAL", /answered 502/],
    [{ status: 500, body: { message: 7 } }, "INTERNAL", /answered 500/],
    [new TypeError("fetch failed"), "UNREACHABLE", /cannot be reached/],
  ])("that fails with %o says so in words", async (answer, code, message) => {
    const server = new FakeBillServer();
    server.answers.set("POST bill", answer);
    const error = (await server.bills.open({ sample: true }).catch((reason: unknown) => reason)) as ApiError;
    expect([error.name, error.code]).toEqual(["ApiError", code]);
    expect(error.message).toMatch(message);
  });

  it("is asked of the server the module was told of", async () => {
    const asked: string[] = [];
    const { Bills } = await import("@/api");
    const fetcher = (input: unknown) => {
      asked.push(input as string);
      return Promise.resolve(new Response("{}"));
    };
    await new Bills({ token: "t", base: "http://127.0.0.1:8321/", fetcher: fetcher }).open({
      again: true,
    });
    expect(asked).toEqual(["http://127.0.0.1:8321/bill"]);
  });
});

describe("an upload", () => {
  it("announces names, sizes and times, then sends each file that is wanted and counts all bytes", async () => {
    const server = new FakeBillServer();
    server.answers.set("POST bill/uploads", {
      status: 201,
      body: { upload: "u1", send: [0, 2], leftOut: ["notes.md"] },
    });
    const { done, seen } = uploading(server, [fileOf("a.csv", 10), fileOf("notes.md", 5), fileOf("b.csv", 30)]);
    expect(await done).toEqual({ upload: "u1", leftOut: ["notes.md"] });
    expect(server.asked[0]?.body).toEqual({
      files: [
        { name: "a.csv", bytes: 10, modified: 1_000 },
        { name: "notes.md", bytes: 5, modified: 1_000 },
        { name: "b.csv", bytes: 30, modified: 1_000 },
      ],
    });
    expect(server.puts.map(({ method, path, sent, headers }) => [method, path, sent?.name, headers])).toEqual([
      ["PUT", "bill/uploads/u1/0", "a.csv", { authorization: "Bearer secret" }],
      ["PUT", "bill/uploads/u1/2", "b.csv", { authorization: "Bearer secret" }],
    ]);
    expect(seen).toEqual([
      [10, 40],
      [40, 40],
    ]);
  });

  it("tells how far it is", async () => {
    const server = new FakeBillServer();
    server.takesFiles = false;
    const { done, seen } = uploading(server, [fileOf("a.csv", 10)]);
    await settle();
    server.puts[0]?.progress(4);
    server.puts[0]?.progress(99);
    server.puts[0]?.answer(204);
    await done;
    expect(seen).toEqual([
      [4, 10],
      [10, 10],
      [10, 10],
    ]);
  });

  it("that is refused beforehand sends nothing", async () => {
    const server = new FakeBillServer();
    const message = "3 GB are more than the 2 GB that can be uploaded.";
    server.answers.set("POST bill/uploads", { status: 413, body: { code: "TOO_LARGE", message } });
    await expect(uploading(server, [fileOf("a.csv")]).done).rejects.toMatchObject({ code: "TOO_LARGE", message });
    expect(server.puts).toEqual([]);
  });

  it.each([
    ["is refused on the way", (server: FakeBillServer) => server.puts[0]?.answer(400, { message: "Disk full." })],
    ["breaks", (server: FakeBillServer) => server.puts[0]?.onerror?.()],
  ])("that %s leaves nothing behind", async (_, fail) => {
    const server = new FakeBillServer();
    server.takesFiles = false;
    const { done } = uploading(server, [fileOf("a.csv")]);
    await settle();
    fail(server);
    await expect(done).rejects.toThrow(/Disk full|cannot be reached/);
    expect(server.asked.at(-1)).toMatchObject({ method: "DELETE", path: "bill/uploads/u1" });
  });

  it("that is given up stops sending and leaves nothing behind", async () => {
    const server = new FakeBillServer();
    server.takesFiles = false;
    const { done, abort } = uploading(server, [fileOf("a.csv"), fileOf("b.csv")]);
    await settle();
    abort.abort();
    await expect(done).rejects.toMatchObject({ code: "CANCELLED" });
    expect(server.puts).toHaveLength(1);
    expect(server.asked.at(-1)?.method).toBe("DELETE");
  });

  it("that was given up before it began is not announced", async () => {
    const abort = new AbortController();
    abort.abort();
    const server = new FakeBillServer();
    await expect(uploading(server, [fileOf("a.csv")], abort).done).rejects.toMatchObject({ code: "CANCELLED" });
    expect(server.puts).toEqual([]);
  });
});
