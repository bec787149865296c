import { readFileSync } from "node:fs";
import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { PAGE_VERSION, serverVersion } from "@/app/version";
import { VersionNotice } from "@/app/version-notice";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

function answering(status: number, body: string): { fetcher: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const fetcher = (input: RequestInfo | URL) => {
    asked.push(input as string);
    return Promise.resolve(new Response(body, { status }));
  };
  return { fetcher, asked };
}

async function showNotice(answers: (string | undefined)[]) {
  const reloads: string[] = [];
  let asked = 0;
  const ask = () => Promise.resolve(answers[asked++]);
  const shown = await showInChat(<VersionNotice ask={ask} reload={() => reloads.push("reload")} />);
  await act(settle);
  return { ...shown, reloads, asked: () => asked };
}

describe("the server's version", () => {
  it("is asked for beside the page", async () => {
    const { fetcher, asked } = answering(200, '{"status":"ok","version":"0.1.0"}');
    expect(await serverVersion(fetcher)).toBe("0.1.0");
    expect(asked).toEqual(["healthz"]);
  });

  it.each([
    [200, '{"status":"ok"}'],
    [200, '{"version":7}'],
    [200, "not JSON"],
    [503, '{"version":"0.1.0"}'],
  ])("is unknown of an answer %i %s", async (status, body) => {
    expect(await serverVersion(answering(status, body).fetcher)).toBeUndefined();
  });

  it("is unknown while the server is away", async () => {
    expect(await serverVersion(() => Promise.reject(new TypeError("offline")))).toBeUndefined();
  });
});

describe("this page's version", () => {
  it("is the one in package.json", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(PAGE_VERSION).toBe(version);
  });
});

describe("the word about a new version", () => {
  it("is not there when both are the same, or nothing is known", async () => {
    await showNotice([PAGE_VERSION]);
    expect(screen.getByRole("status").textContent).toBe("");
  });

  it("names both versions and loads the page again on request", async () => {
    const { user, reloads } = await showNotice(["99.0.0"]);
    expect(screen.getByRole("status").textContent).toContain(`version 99.0.0, this page ${PAGE_VERSION}`);
    expect(reloads).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Reload" }));
    expect(reloads).toEqual(["reload"]);
  });

  it("comes when a page that stayed open meets its upgraded server", async () => {
    const { bench, asked } = await showNotice([PAGE_VERSION, "99.0.0"]);
    expect(screen.getByRole("status").textContent).toBe("");
    await act(() => bench.reopen());
    await act(settle);
    expect(asked()).toBe(2);
    expect(screen.getByRole("status").textContent).toContain("99.0.0");
  });

  it("stays when the server does not say its version the next time", async () => {
    const { bench } = await showNotice(["99.0.0", undefined]);
    await act(() => bench.reopen());
    await act(settle);
    expect(screen.getByRole("status").textContent).toContain("99.0.0");
  });
});
