import { act, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import type { AnomaliesBlock, Anomaly } from "@/api";
import { BlockActionsContext } from "@/features/actions/block-actions";
import { useAnomalyActions } from "@/features/actions/use-anomaly-actions";
import { Blocks } from "@/features/answer/answer-view";
import { byService } from "../support/answers";
import { settle } from "../support/fake-clock";
import { showInChat } from "../support/render";

const ID = `${"5".repeat(32)}.2026-10-14`;
const NAMED = { anomalyId: ID, account: "1111" };
const UNTIL = Date.UTC(2026, 10, 30);
const SPIKE: Anomaly = {
  ...{ label: "Amazon EC2 · prod", start: "2026-10-14", end: "2026-10-17", value: "310", unit: "USD" },
  ...{ expected: "120", low: null, high: null, impact: "190.00", cause: "", status: "open", anomalyId: ID, note: "" },
  entity: { kind: "series", id: "", name: "", account: "1111", region: "", service: "Amazon EC2" },
};
type Shown = Awaited<ReturnType<typeof open>>;

function Answer({ items }: { items: readonly Anomaly[] }) {
  const block = { type: "anomalies", id: "b", title: "Cost anomalies", items } as unknown as AnomaliesBlock;
  const actions = useAnomalyActions();
  return (
    <BlockActionsContext.Provider value={actions}>
      <Blocks answer={{ ...byService, blocks: [block] }} loadRows={() => Promise.reject(new Error("none"))} />
    </BlockActionsContext.Provider>
  );
}

async function open(...items: Anomaly[]) {
  const shown = await showInChat(<Answer items={items} />);
  await act(settle);
  await screen.findByText(SPIKE.label, { exact: false });
  return shown;
}

const entry = () => screen.getByText(SPIKE.label, { exact: false }).closest("li") as HTMLElement;

async function reply({ bench }: Shown, frame: object) {
  await act(async () => {
    bench.socket.deliver(frame);
    await settle();
  });
}

describe("an anomaly", () => {
  it("is dismissed by the keyboard with a reason, shown as dismissed at once, and told again when taken back", async () => {
    const shown = await open(SPIKE);
    const { user, bench } = shown;
    await user.click(within(entry()).getByText("Dismiss it"));
    await user.click(within(entry()).getByRole("textbox", { name: /Why/ }));
    await user.keyboard("Load test{Enter}");
    const sent = bench.socket.last("anomaly.dismiss");
    expect(sent).toMatchObject({ ...NAMED, impact: "190.00", unit: "USD", reason: "Load test", days: 90 });
    await reply(shown, { type: "anomaly.dismissed", reqId: sent.reqId, ...NAMED, reason: "Load test", until: UNTIL });
    expect(entry().textContent).toContain("Load test");
    expect(within(entry()).getByText("dismissed")).toBeDefined();
    expect(within(entry()).queryByText("Dismiss it")).toBeNull();

    const back = within(entry()).getByRole("button", { name: "Tell it again" });
    back.focus();
    await user.keyboard("{Enter}");
    const restored = bench.socket.last("anomaly.restore");
    expect(restored).toMatchObject(NAMED);
    await reply(shown, { type: "anomaly.restored", reqId: restored.reqId, ...NAMED });
    expect(within(entry()).queryByText("dismissed")).toBeNull();
    expect(within(entry()).getByText("Dismiss it")).toBeDefined();
  });

  it("stays as it is when it cannot be dismissed, and says why to who cannot see it too", async () => {
    const shown = await open(SPIKE);
    await shown.user.click(within(entry()).getByText("Dismiss it"));
    expect(within(entry()).getByRole("button", { name: "Dismiss" })).toHaveProperty("disabled", true);
    // What is drawn is not known here: contrast is looked at in a browser.
    const { violations } = await axe.run(entry().parentElement ?? entry(), {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await shown.user.type(within(entry()).getByRole("textbox", { name: /Why/ }), "Planned{Enter}");
    const { reqId } = shown.bench.socket.last("anomaly.dismiss");
    await reply(shown, { type: "error", reqId, code: "BAD_FRAME", message: "500 are dismissed.", retryable: false });
    expect(within(entry()).getByRole("alert").textContent).toBe("500 are dismissed.");
    expect(within(entry()).queryByText("dismissed")).toBeNull();
  });

  it("that was told as dismissed says why as text, and one of an older platform cannot be dismissed", async () => {
    const note = "Dismissed until 2026-11-30: <b>Load test</b>";
    const older = { ...SPIKE, label: "Amazon S3", anomalyId: undefined, note: undefined } as unknown as Anomaly;
    await open({ ...SPIKE, status: "dismissed", note }, older);
    expect(entry().textContent).toContain(note);
    expect(within(entry()).getByRole("button", { name: "Tell it again" })).toBeDefined();
    const other = screen.getByText("Amazon S3", { exact: false }).closest("li") as HTMLElement;
    expect(within(other).queryByText("Dismiss it")).toBeNull();
  });
});
