import { act, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { OwnNames } from "@/features/bill/own-names";
import { useBlockActions, BlockActionsContext } from "@/features/actions/block-actions";
import { RightsContext, RoleContext, useAccess, useMay } from "@/features/session/rights-context";
import { RoleChip } from "@/features/session/role-chip";
import { useSession } from "@/features/session/session-context";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

const never = () => Promise.reject(new Error("not here"));
const OFFERED = {
  ask: () => undefined,
  dismiss: never,
  reopen: never,
  mark: never,
  unmark: never,
  dismissAnomaly: never,
  restoreAnomaly: never,
  propose: never,
  decide: () => undefined,
};
const CURATED = ["dismiss", "dismissAnomaly", "mark", "reopen", "restoreAnomaly", "unmark"];
const DECIDED = ["decide", "propose"];

function Signed({ children }: { children: ReactNode }) {
  const { role, may } = useAccess(useSession());
  return (
    <RoleContext.Provider value={role}>
      <RightsContext.Provider value={may}>{children}</RightsContext.Provider>
    </RoleContext.Provider>
  );
}

function Offered() {
  const actions = Object.entries(useBlockActions()).filter(([, action]) => action !== undefined);
  const names = actions.map(([name]) => name).toSorted();
  return (
    <>
      <output aria-label="offered">{names.join(" ")}</output>
      {useMay("administer") && <p>All of it</p>}
    </>
  );
}

async function showAs(reply: object) {
  const shown = await showInChat(
    <Signed>
      <BlockActionsContext.Provider value={OFFERED}>
        <Offered />
        <OwnNames />
        <RoleChip />
      </BlockActionsContext.Provider>
    </Signed>,
  );
  const { socket } = shown.bench;
  const before = offered();
  const answer = (type: "memory.list" | "access.get", frame: object) =>
    act(async () => {
      socket.deliver({ reqId: socket.last(type).reqId, ...frame });
      await settle();
    });
  await answer("access.get", reply);
  await answer("memory.list", { type: "memories", names: [{ name: "attic", meaning: "Amazon S3", at: 1 }] });
  return { ...shown, before };
}

const access = (role: string, ...may: string[]) => ({ type: "access", role, may });
const offered = () => screen.getByLabelText("offered").textContent.split(" ");
const forget = () => screen.queryByRole("button", { name: "Forget attic" });

describe("what a role may not do", () => {
  it("is not offered to a viewer, who still reads what is there", async () => {
    await showAs(access("viewer", "ask"));
    expect(offered()).toEqual(["ask"]);
    expect(screen.getByText("attic")).toBeTruthy();
    expect(forget()).toBeNull();
    expect(screen.queryByText("All of it")).toBeNull();
    expect(screen.getByRole("note").getAttribute("aria-label")).toBe(
      "Your role here is viewer. It does not include dismissing and marking what was found, or deciding on changes.",
    );
  });

  it("is offered to those who may, and to nobody before that is known", async () => {
    const { before } = await showAs(access("analyst", "ask", "curate"));
    expect(before).toEqual(["ask"]);
    expect(offered()).toEqual(["ask", ...CURATED].toSorted());
    expect(forget()).not.toBeNull();
  });

  it("is everything of an admin", async () => {
    await showAs(access("admin", "ask", "curate", "approve", "administer"));
    expect(offered()).toEqual(["ask", ...CURATED, ...DECIDED].toSorted());
    expect(screen.getByText("All of it")).toBeTruthy();
    expect(screen.queryByText("admin")).toBeNull();
  });

  it("is nothing on an older platform, which knows no roles", async () => {
    await showAs({ type: "error", code: "BAD_FRAME", message: "type: no such", retryable: false });
    expect(offered()).toEqual(["ask", ...CURATED, ...DECIDED].toSorted());
  });

  it("is asked anew with the next connection, where a fresh sign-in may have changed it", async () => {
    const { bench } = await showAs(access("analyst", "ask", "curate"));
    await act(async () => {
      await bench.reopen();
    });
    const { socket } = bench;
    await act(async () => {
      socket.deliver({ reqId: socket.last("access.get").reqId, ...access("viewer", "ask") });
      await settle();
    });
    expect(offered()).toEqual(["ask"]);
  });
});
