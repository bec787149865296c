import type { Entity, Estimate, Evidence } from "@/api";
import { formatPeriod, formatValue, type Kind } from "@/values/format";
import { isolated, markdownText, readable } from "@/values/texts";

/** A text as a part of one line of Markdown. */
export function oneLine(text: string): string {
  return markdownText(readable(text));
}

/** A name as a part of a line of Markdown, with its own direction of writing. */
export function named(name: string): string {
  return markdownText(isolated(name));
}

/** An amount, number or share as a part of a line of Markdown. */
export function valued(value: string | null | undefined, kind: Kind, unit = ""): string {
  return markdownText(formatValue(value, kind, unit));
}

/** What can be said of a thing beside its name: `build-7 · 111122223333 · eu-west-1`. */
export function entityWords({ name, account, region }: Entity): string {
  return [name, account, region]
    .filter((part) => part !== "")
    .map(isolated)
    .join(" · ");
}

/** `CPUUtilization 1.2 % (Oct 1 – 31, 2026, Amazon CloudWatch)`. */
export function evidenceWords({ metric, value, kind, unit, window, source }: Evidence): string {
  const where = [window ? formatPeriod(window) : "", source].filter((part) => part !== "").join(", ");
  return `${readable(metric)} ${formatValue(value, kindOf(kind), unit)}${where && ` (${readable(where)})`}`;
}

/** `+7.1 % from September`. */
export function changeWords(change: string, from: string): string {
  const sign = change.startsWith("-") ? "" : "+";
  return `${sign}${formatValue(change, "percent")}${from && ` from ${readable(from)}`}`;
}

/** How an estimate was made, and how far such estimates were off. */
export function estimateWords({ method, levels, trials, error, naiveError, unit }: Estimate): string {
  const off = (value: string) =>
    formatValue(
      value,
      unit === "percent" ? "percent" : isCurrency(unit) ? "money" : "number",
      unit === "percent" ? "" : unit,
    );
  const parts = [readable(method)];
  if (levels.length > 0) parts.push(`ranges of ${levels.map((level) => formatValue(level, "percent")).join(" and ")}`);
  if (error != null) parts.push(`off by ${off(error)}${trials ? ` in ${trials} trials` : ""}`);
  const naive = naiveError == null ? "" : ` (the simplest method: ${off(naiveError)})`;
  return `${parts.join(", ")}${naive}`;
}

/** A word that a newer platform may add is shown as the text it is. */
export function kindOf(kind: string): Kind {
  return kind === "money" || kind === "number" || kind === "percent" || kind === "date" ? kind : "text";
}

/** `in_progress` → `in progress`. */
export function plainWord(word: string): string {
  return readable(word.replaceAll("_", " "));
}

function isCurrency(unit: string): boolean {
  return /^[A-Z]{3}$/.test(unit);
}
