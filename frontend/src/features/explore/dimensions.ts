import type { Answer } from "@/api";

/** Something that a bill can be grouped and filtered by. */
export interface Dimension {
  /** As tools call it: `service`, `tag:team`. */
  readonly name: string;
  readonly label: string;
}

/** Offered until the platform has said what the bill has. */
export const USUAL: readonly Dimension[] = ["service", "account", "region", "usage_type"].map((name) => ({
  name,
  label: labelOf(name),
}));

/** The dimensions that an answer of the tool `values` lists. */
export function dimensionsOf(answer: Answer): Dimension[] {
  return rowsOf(answer).map(([name = "", label = ""]) => ({
    name: name ?? "",
    label: name?.startsWith("tag:") ? `Tag ${label ?? ""}` : (label ?? ""),
  }));
}

/** A value to choose, with what it came to. */
export interface Choice {
  readonly label: string;
  readonly value: string;
  readonly currency: string;
  readonly amount: string;
}

/** The values that an answer of the tool `values` lists, each once, and how many there are. */
export function choicesOf(answer: Answer): { readonly choices: readonly Choice[]; readonly total: number } {
  const found = new Map<string, Choice>();
  for (const [label, value, currency, amount] of rowsOf(answer)) {
    if (!found.has(value ?? ""))
      found.set(value ?? "", {
        label: label ?? "",
        value: value ?? "",
        currency: currency ?? "",
        amount: amount ?? "0",
      });
  }
  const table = answer.blocks.find((block) => block.type === "table");
  return { choices: [...found.values()], total: Math.max(table?.totalRows ?? 0, found.size) };
}

function rowsOf(answer: Answer): readonly (readonly (string | null)[])[] {
  return answer.blocks.find((block) => block.type === "table")?.rows ?? [];
}

/** What a dimension is called: as the platform says, or by its name. */
export function labelOf(name: string, dimensions: readonly Dimension[] = []): string {
  const known = dimensions.find((one) => one.name === name);
  if (known) return known.label;
  if (name.startsWith("tag:")) return `Tag ${name.slice(4)}`;
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
