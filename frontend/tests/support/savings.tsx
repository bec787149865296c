import { act, screen, within } from "@testing-library/react";
import { Suspense } from "react";
import type { Answer, Recommendation } from "@/api";
import { PageView } from "@/app/page-view";
import type { Bill } from "@/features/bill/bill";
import "@/features/savings/savings";
import { savingsPage } from "@/features/savings/page";
import { byService, recommendation } from "./answers";
import { april, withSavings } from "./bill";
import { settle } from "./fake-clock";
import { goodJob } from "./fake-platform";
import { envelope } from "./fake-socket";
import { showInChat } from "./render";
import { ack, type SessionBench } from "./session-bench";

const where = (service: string, account: string) => ({ kind: service, id: "", name: "", region: "", service, account });

export const IDLE = recommendation({
  ...{ title: "Idle database", resource: "db-1", savingPerMonth: "100.00", countedPerMonth: "100.004" },
  ...{ savingClass: "waste", effort: "low", risk: "high", entity: where("Amazon RDS", "1111"), estimated: true },
  ...{ finding: "Nobody connects.", detail: "Delete it.", check: "rds-idle" },
  evidence: [
    {
      ...{ metric: "connections", value: "0", kind: "number", unit: "", source: "bill" },
      window: { start: "2026-04-01", end: "2026-05-01" },
    },
  ],
});
export const SMALLER = recommendation({
  ...{ title: "Too large", resource: "i-2", savingPerMonth: "50.00", countedPerMonth: "20.001" },
  ...{ savingClass: "rightsize", effort: "medium", risk: "low", entity: where("Amazon EC2", "2222") },
  notCounted: "A part is saved already by what comes before it.",
});
export const VOLUME = recommendation({
  ...{ title: "Unattached volume", resource: "vol-3", savingPerMonth: "7.50", countedPerMonth: "7.5" },
  ...{ savingClass: "waste", effort: "low", risk: "low", entity: where("Amazon EC2", "1111") },
});
export const SELLER = recommendation({
  ...{ title: "Marketplace product", resource: "", savingPerMonth: "900.00", countedPerMonth: "0" },
  ...{ savingClass: "review", entity: where("Snowflake", "2222"), notCounted: "A person decides." },
});
export const ALL = [SELLER, IDLE, SMALLER, VOLUME];

export function answerOf(
  items: Recommendation[],
  totalItems: number | null = null,
  artifactId: string | null = null,
): Answer {
  const block = {
    type: "recommendations",
    id: "b",
    title: "What can be saved",
    items,
    totalItems,
    artifactId,
  } as const;
  return { ...byService, headline: "You can save.", blocks: items.length > 0 ? [block] : [] };
}

export async function open(bill: Bill = withSavings(april)) {
  const asked: string[] = [];
  const shown = await showInChat(
    <Suspense fallback={null}>
      <PageView page={savingsPage} loaded={{ bill }} version="0.1.0" onAsk={(text) => asked.push(text)} />
    </Suspense>,
  );
  await act(settle);
  return { ...shown, asked };
}

export async function give(bench: SessionBench, answer: Answer) {
  await act(async () => {
    const { reqId } = bench.socket.last("run");
    bench.socket.deliver(ack(reqId, "job-s", 0));
    goodJob(answer).forEach(({ event }, at) => bench.socket.deliver(envelope("job-s", at + 1, event)));
    await settle();
  });
  await act(settle);
}

export async function openWith(items: Recommendation[], hash = "#/savings") {
  window.location.hash = hash;
  const shown = await open();
  await give(shown.bench, answerOf(items));
  return shown;
}

export const titles = () =>
  screen.getAllByRole("list", { name: /./ }).flatMap((list) =>
    within(list)
      .queryAllByText(/^(Idle|Too|Unattached|Marketplace)/)
      .map((title) => title.textContent),
  );
export const groups = () => screen.getAllByRole("heading", { level: 3 }).map((heading) => heading.textContent);
export const totals = () => screen.getByLabelText("Totals").textContent;
export const choose = (shown: { user: Awaited<ReturnType<typeof open>>["user"] }, label: string, words: string) =>
  shown.user.selectOptions(screen.getByLabelText(label), words);
