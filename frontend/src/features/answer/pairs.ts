import type { Answer, TableBlock } from "@/api";

export type AnswerBlock = Answer["blocks"][number];

export interface Pair {
  readonly block: AnswerBlock;
  readonly table: TableBlock | undefined;
}

/** Joins a picture with the table of the same title behind it: they show the same numbers and need one place. */
export function pairBlocks(blocks: readonly AnswerBlock[]): Pair[] {
  const pairs: Pair[] = [];
  for (const block of blocks) {
    const before = pairs.at(-1);
    const isPicture = before?.block.type === "time_series" || before?.block.type === "breakdown";
    if (block.type === "table" && isPicture && !before.table && before.block.title === block.title) {
      pairs[pairs.length - 1] = { block: before.block, table: block };
    } else {
      pairs.push({ block, table: undefined });
    }
  }
  return pairs;
}
