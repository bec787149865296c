import type { Basis, Gap } from "@/api";
import { compareDecimals } from "@/values/decimal";
import { isolated, readable } from "@/values/texts";
import { formatDay, formatMoney, formatPeriod, formatValue } from "@/values/format";
import { estimateWords } from "./words";

export interface BasisLine {
  readonly term: string;
  readonly words: string;
}

/** What a number stands on, line by line, in words. What does not apply has no line. */
export function basisLines(basis: Basis): BasisLine[] {
  const lines: [string, string][] = [
    ["Metric", metric(basis)],
    ["Period", period(basis)],
    ["Granularity", basis.granularity ?? ""],
    ["Currency", basis.currency ?? ""],
    ["Included", listed(basis.included)],
    ["Left out", listed(basis.excluded)],
    ["Only", listed(basis.filters)],
    ["Incomplete", listed(basis.partialPeriods)],
    ["Accounts", listed(basis.accounts)],
    ["Estimate", basis.estimate ? estimateWords(basis.estimate) : ""],
    ["Missing", basis.gaps.map(gapWords).join(" ")],
    ["Source", source(basis)],
    ["Data as of", basis.dataAsOf ? formatDay(basis.dataAsOf) : ""],
    ["Read", reading(basis)],
    ["Cost of asking", apiCost(basis)],
    ["Notes", basis.notes.map(isolated).join(" ")],
  ];
  return lines.filter(([, words]) => words !== "").map(([term, words]) => ({ term, words }));
}

/** The shortest form that still says which money and when: for the line under a headline. */
export function basisSummary(basis: Basis): string {
  return [metricName(basis.metric), basis.period ? formatPeriod(basis.period) : "", basis.currency ?? ""]
    .filter(Boolean)
    .join(" · ");
}

/** Names beside each other, each with its own direction of writing. */
function listed(names: readonly string[]): string {
  return names.map(isolated).join(", ");
}

/** FOCUS's four costs, for those who do not know them by heart. */
const METRICS: Readonly<Record<string, string>> = {
  BilledCost: "what is invoiced",
  EffectiveCost: "with fees of commitments spread over their use",
  ListCost: "at list prices",
  ContractedCost: "at contracted prices",
};

function metric({ metric: name }: Basis): string {
  const meaning = METRICS[name];
  return meaning ? `${name} (${meaning})` : name;
}

/** `BilledCost` → `Billed cost`; what is no column's name stays as it is. */
function metricName(name: string): string {
  return name in METRICS ? name.replace("Cost", " cost") : name;
}

function period({ period: one, periods }: Basis): string {
  const days = one ? [one] : periods;
  return days.length > 0 ? `${days.map(formatPeriod).join("; ")} (UTC, both days included)` : "";
}

/** What a source could not give, and what to do about it. */
function gapWords({ source: name, message, remedy }: Gap): string {
  return [`${isolated(name)}.`, readable(message), readable(remedy)].filter(Boolean).join(" ");
}

function source({ source: name, sample }: Basis): string {
  return sample ? `${isolated(name)} (sample data, not your own)` : isolated(name);
}

function reading({ rowsRead, pagesRead }: Basis): string {
  const parts = [rowsRead != null ? count(rowsRead, "row") : "", pagesRead > 0 ? count(pagesRead, "page") : ""];
  return parts.filter(Boolean).join(", ");
}

function apiCost({ apiRequests, apiCostUsd }: Basis): string {
  if (apiRequests === 0 && compareDecimals(apiCostUsd, "0") === 0) return "";
  return `${count(apiRequests, "API request")}, ${formatMoney(apiCostUsd, "USD")}`;
}

function count(amount: number, thing: string): string {
  return `${formatValue(String(amount), "number")} ${thing}${amount === 1 ? "" : "s"}`;
}
