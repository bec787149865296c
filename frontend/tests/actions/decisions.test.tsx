import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AgUiEvent, Interrupt, Proposal } from "@/api";
import { useThread } from "@/features/chat/chat-context";
import { Turn } from "@/features/chat/turn";
import { RightsContext } from "@/features/session/rights-context";
import { byService } from "../support/answers";
import { settle } from "../support/fake-clock";
import { GOOD_EVENTS, jobAfter } from "../support/events";
import { envelope } from "../support/fake-socket";
import { showInChat } from "../support/render";
import { ack } from "../support/session-bench";

const proposal: Proposal = {
  tool: "delete_volume",
  arguments: '{"volume_id":"vol-1"}',
  argumentsHash: "5f0d",
  effect: "Deletes the volume vol-1 of 500 GB.",
  undo: "A snapshot is kept for 30 days.",
};

const block = { type: "action_proposal", id: "b9", interruptId: "i1", title: "Delete an unattached volume" } as const;

function waiting(interrupt: Partial<Interrupt> = {}, proposed: Proposal | null = proposal) {
  const answer = {
    ...byService,
    blocks: [...byService.blocks, { ...block, detail: "Nobody uses it.", proposal: proposed }],
  };
  const end: AgUiEvent = {
    type: "RUN_FINISHED",
    ...{ threadId: "t", runId: "r" },
    outcome: { type: "interrupt", interrupts: [{ id: "i1", reason: "approval", ...interrupt }] },
  };
  const events = GOOD_EVENTS.filter(
    (event) => event.type !== "RUN_FINISHED" && !("name" in event && event.name === "answer"),
  );
  return [...events, { type: "CUSTOM", name: "answer", value: answer } as AgUiEvent, end];
}

/** Asks, and lets the job come to where it waits. */
async function showWaiting(events: readonly AgUiEvent[], title = "Delete an unattached volume", thread = <Live />) {
  const shown = await showInChat(thread);
  await act(async () => {
    shown.chat.ask("t", "Delete what nobody uses");
    shown.bench.socket.deliver(ack(shown.bench.socket.last("run").reqId, "job", 0));
    await settle();
    for (const [at, event] of events.entries()) shown.bench.socket.deliver(envelope("job", at + 1, event));
    await settle();
  });
  const card = screen.getByRole("region", { name: title });
  const button = (name: string) => within(card).getByRole<HTMLButtonElement>("button", { name });
  return { ...shown, card, button };
}

function Live() {
  const thread = useThread("t");
  return thread?.jobs.map((job) => <Turn key={job.runId} job={job} isLast onAsk={() => undefined} />);
}

describe("a job that waits for a decision", () => {
  it("shows once what would be done, how it is taken back, and exactly which call it is", async () => {
    const { card } = await showWaiting(waiting({ message: "This changes your account." }));
    for (const words of ["This changes your account.", "Nobody uses it.", proposal.effect, proposal.undo])
      expect(card.textContent).toContain(words);
    expect(card.textContent).toContain('"vol-1"');
    expect(screen.getAllByText("Delete an unattached volume")).toHaveLength(1);
    expect(screen.getByText("Waits for a decision")).toBeDefined();
  });

  it.each([
    ["Approve", true],
    ["Decline", false],
  ])("is told by %s", async (name, approved) => {
    const { user, bench, button, card } = await showWaiting(waiting());
    await user.click(button(name));
    expect(bench.socket.last("approve")).toMatchObject({
      jobId: "job",
      resume: [{ interruptId: "i1", status: "resolved", payload: { approved, argumentsHash: "5f0d" } }],
    });
    expect(within(card).getByRole("status").textContent).toMatch(/Telling the platform/);
    expect([button("Approve").disabled, button("Decline").disabled]).toEqual([true, true]);
  });

  it("says whom it takes to somebody who may not decide", async () => {
    const thread = (
      <RightsContext.Provider value={(right) => right !== "approve"}>
        <Live />
      </RightsContext.Provider>
    );
    const { card } = await showWaiting(waiting(), undefined, thread);
    expect(card.textContent).toContain("It takes the role approver to decide this.");
    for (const name of ["Approve", "Decline"]) expect(within(card).queryByRole("button", { name })).toBeNull();
  });

  it("says that nothing was carried out where the platform carries out no actions", async () => {
    const { user, bench, button, card } = await showWaiting(waiting());
    await user.click(button("Approve"));
    const message = "Approving actions is not available in this version.";
    const { reqId } = bench.socket.last("approve");
    await act(async () => {
      bench.socket.deliver({ type: "error", reqId, code: "BAD_FRAME", message, retryable: false });
      await settle();
    });
    expect(within(card).getByRole("status").textContent).toBe(`Nothing was carried out. ${message}`);
  });

  it("cannot be approved blindly, when the platform does not say what would be done", async () => {
    const { button, card } = await showWaiting(waiting({}, null));
    expect(card.textContent).toContain("does not say exactly what would be done");
    expect([button("Approve").disabled, button("Decline").disabled]).toEqual([true, false]);
  });

  it("can be declined when the answer has no proposal for it", async () => {
    const { button } = await showWaiting(waiting({ id: "i2" }), "A decision is needed");
    expect([button("Approve").disabled, button("Decline").disabled]).toEqual([true, false]);
  });

  it("cannot be decided any more when its time is over", async () => {
    const { button, card } = await showWaiting(waiting({ expiresAt: "2020-01-02T03:04:05Z" }));
    expect(within(card).getByRole("status").textContent).toMatch(/could be decided until .*Ask again/);
    expect([button("Approve").disabled, button("Decline").disabled]).toEqual([true, true]);
  });

  it("says until when it can be decided", async () => {
    const { card } = await showWaiting(waiting({ expiresAt: "2999-01-02T03:04:05Z" }));
    expect(within(card).getByRole("status").textContent).toMatch(/^To be decided until /);
  });

  it("has no decision once it has ended otherwise", () => {
    expect(jobAfter(GOOD_EVENTS).interrupts).toEqual([]);
  });
});
