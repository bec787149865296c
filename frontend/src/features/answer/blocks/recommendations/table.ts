import type { Recommendation, RecommendationsBlock, TableBlock } from "@/api";
import { type Items, recordsOf } from "../../rows";
import { entityWords, evidenceWords, plainWord } from "../../words";
import { tableOfRows } from "../kind";

/** One row for each: what, where, what it saves in which currency, and all that is known about doing it. */
export function recommendationsTable({ title, items }: RecommendationsBlock): TableBlock {
  const currencies = new Set(items.map((item) => item.unit));
  const [unit = ""] = currencies.size === 1 ? currencies : [];
  const text = (key: string, label: string) => ({ key, label, kind: "text", unit: "" }) as const;
  return tableOfRows(
    title,
    [
      text("what", "Recommendation"),
      text("resource", "Resource"),
      { key: "saving", label: "Saving a month", kind: "money", unit },
      { key: "counted", label: "Counted a month", kind: "money", unit },
      ...(unit === "" ? [text("currency", "Currency")] : []),
      text("kind", "Kind"),
      text("estimated", "Estimated"),
      text("effort", "Effort"),
      text("risk", "Risk"),
      text("status", "Status"),
      text("finding", "Finding"),
      text("evidence", "Evidence"),
      text("entity", "Where"),
      text("sources", "Sources"),
      text("check", "Check"),
    ],
    items.map((item) => [
      item.title,
      item.resource,
      savingCell(item),
      item.countedPerMonth ?? null,
      ...(unit === "" ? [item.unit] : []),
      item.savingClass || null,
      item.estimated ? "yes" : "no",
      item.effort || null,
      riskWords(item) || null,
      statusWords(item),
      [item.finding, item.detail].filter(Boolean).join(" ") || null,
      item.evidence.map(evidenceWords).join("; ") || null,
      item.entity ? entityWords(item.entity) : null,
      item.sources.join(", ") || null,
      item.check || null,
    ]),
  );
}

/** Whether the amount is a cost, of which a person decides how much can be saved. */
export function isCostToReview({ savingClass, notCounted }: Recommendation): boolean {
  return savingClass === "review" && notCounted !== "";
}

/** A saving of nothing that is not counted is one that nobody could work out; its reason says why. */
export function hasAmount({ savingPerMonth, notCounted }: Recommendation): boolean {
  return notCounted === "" || /[1-9]/.test(savingPerMonth);
}

function savingCell(item: Recommendation): string | null {
  return hasAmount(item) ? item.savingPerMonth : null;
}

/** `medium, restart, cannot be undone`. */
export function riskWords({ risk, restart, reversible }: Recommendation): string {
  return [risk, restart ? "restart" : "", reversible === false ? "cannot be undone" : ""].filter(Boolean).join(", ");
}

export function statusWords({ status, notCounted }: Recommendation): string {
  return notCounted ? `not counted: ${notCounted}` : plainWord(status);
}

export function wholeRecommendations(block: RecommendationsBlock, items: Items): RecommendationsBlock {
  return { ...block, items: recordsOf<Recommendation>(items), artifactId: null };
}
