import type { Column, TableBlock } from "@/api";
import { tableOfRows } from "../answer/blocks/kind";
import type { Thing } from "./things";

/** What is shown, to be saved: everything that is known of each resource, amounts exact. */
export function sheetOf(title: string, things: readonly Thing[], units: readonly string[]): TableBlock {
  const columns: Column[] = [
    ...Object.keys(TEXTS).map((label) => ({ key: label, label, kind: "text" as const, unit: "" })),
    ...units.map((unit) => ({ key: `cost ${unit}`, label: "Cost", kind: "money" as const, unit })),
  ];
  const rows = things.map((thing) => [
    ...Object.values(TEXTS).map((of) => of(thing)),
    ...units.map((unit) => thing.costs.get(unit) ?? null),
  ]);
  return tableOfRows(title, columns, rows);
}

const TEXTS: Readonly<Record<string, (thing: Thing) => string | null>> = {
  Kind: ({ kind }) => kind,
  Name: ({ name }) => name,
  Id: ({ id }) => id,
  ARN: ({ arn }) => arn || null,
  Account: ({ account }) => account,
  "Account's name": ({ accountName }) => accountName || null,
  Region: ({ region }) => region || null,
  State: ({ state }) => state || null,
  Type: ({ type }) => type || null,
  Tags: ({ tags }) => tags?.map(([key, value]) => `${key}=${value}`).join(", ") ?? null,
  Created: ({ created }) => created || null,
  Encrypted: ({ isEncrypted }) => (isEncrypted === null ? null : isEncrypted ? "yes" : "no"),
};
