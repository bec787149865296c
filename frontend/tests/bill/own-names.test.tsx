import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { OwnNames } from "@/features/bill/own-names";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

const ATTIC = { name: "attic", meaning: "Amazon S3", at: 1 };
const MILL = { name: "mill", meaning: "account 444455556666", at: 2 };

async function showNames(names: readonly object[]) {
  const shown = await showInChat(<OwnNames />);
  const { socket } = shown.bench;
  const answer = (type: "memory.list" | "memory.forget", frame: object) =>
    act(async () => {
      socket.deliver({ reqId: socket.last(type).reqId, ...frame });
      await settle();
    });
  await answer("memory.list", { type: "memories", names });
  return { ...shown, socket, answer };
}

describe("names of one's own", () => {
  it("are listed with what they are read as, and forgotten one by one", async () => {
    const { user, socket, answer } = await showNames([ATTIC, MILL]);
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      "attic is read as Amazon S3Forget",
      "mill is read as account 444455556666Forget",
    ]);
    await user.click(screen.getByRole("button", { name: "Forget attic" }));
    expect(socket.last("memory.forget").name).toBe("attic");
    await answer("memory.forget", { type: "memories", names: [MILL] });
    expect(screen.queryByText("attic")).toBeNull();
  });

  it("say how one is made where there are none", async () => {
    await showNames([]);
    expect(screen.getByText(/remember that team platform is called core crew/)).toBeTruthy();
  });

  it("stay when they could not be forgotten, and say why", async () => {
    const { user, answer } = await showNames([ATTIC]);
    await user.click(screen.getByRole("button", { name: "Forget attic" }));
    await answer("memory.forget", { type: "error", code: "BAD_FRAME", message: "Not now.", retryable: false });
    expect(screen.getByRole("alert").textContent).toContain("Not now.");
    expect(screen.getByText("attic")).toBeTruthy();
  });
});
