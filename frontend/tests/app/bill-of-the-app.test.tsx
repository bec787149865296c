import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "@/app/app";
import { localDoor } from "@/app/start";
import { fetchBill } from "@/features/bill/bill";
import { ChatStore } from "@/features/chat/chat-store";
import { JobStore } from "@/jobs/job-store";
import { Outbox } from "@/jobs/outbox";
import { april } from "../support/bill";
import { settle } from "../support/fake-clock";
import { show } from "../support/render";
import { SessionBench } from "../support/session-bench";

let answer: () => Promise<Response>;

beforeEach(() => {
  answer = () => Promise.resolve(new Response(JSON.stringify(april)));
  vi.stubGlobal("fetch", (path: string) =>
    path === "bill.json" ? answer() : Promise.resolve(new Response("{}", { status: 404 })),
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function showApp(): Promise<void> {
  const bench = new SessionBench();
  const { session } = bench;
  const jobs = new JobStore({ session, outbox: new Outbox(window.sessionStorage), now: () => 1_000 });
  const chat = new ChatStore({ session, jobs });
  chat.start();
  await bench.open();
  const key = () => Promise.resolve("secret");
  const door = { ...localDoor("secret", window), key, bill: () => fetchBill(key) };
  show(<App door={door} session={session} jobs={jobs} chat={chat} />);
  await act(settle);
}

async function lookAgain(): Promise<void> {
  await act(async () => {
    document.dispatchEvent(new Event("visibilitychange"));
    await settle();
  });
}

const chip = () => screen.getByRole("button", { name: /Apr 1/ }).textContent;

describe("the bill of the page", () => {
  it("is the one another tab loaded, as soon as this tab is looked at again", async () => {
    await showApp();
    expect(chip()).toContain("April");
    answer = () => Promise.resolve(new Response(JSON.stringify({ ...april, label: "Easter" })));
    await lookAgain();
    expect(chip()).toContain("Easter");
  });

  it("stays while the platform is away", async () => {
    await showApp();
    answer = () => Promise.reject(new TypeError("offline"));
    await lookAgain();
    expect(chip()).toContain("April");
  });
});
