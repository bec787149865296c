import type { TableBlock } from "@/api";
import type { AnswerBlock } from "./blocks/kind";

export interface Pair {
  readonly block: AnswerBlock;
  readonly table: TableBlock | undefined;
}

/**
 * Joins a picture with the table of its numbers, which need one place: the table it names, or in answers of older
 * platforms the one of its title behind it.
 */
export function pairBlocks(blocks: readonly AnswerBlock[]): Pair[] {
  const byId = new Map(blocks.flatMap((block) => (block.id ? [[block.id, block] as const] : [])));
  const named = new Set(blocks.flatMap((block) => (block.id && tableIdOf(block)) || []));
  const pairs: Pair[] = [];
  for (const block of blocks) {
    const before = pairs.at(-1);
    if (block.type === "table" && named.has(block.id)) continue;
    if (block.type === "table" && before && isBare(before) && before.block.title === block.title) {
      pairs[pairs.length - 1] = { block: before.block, table: block };
    } else {
      const table = byId.get(tableIdOf(block) ?? "");
      pairs.push({ block, table: table?.type === "table" ? table : undefined });
    }
  }
  return pairs;
}

function tableIdOf(block: AnswerBlock): string | undefined {
  return ("tableId" in block && block.tableId) || undefined;
}

/** A picture of an older platform, which names no table. */
function isBare({ block, table }: Pair): boolean {
  return (block.type === "time_series" || block.type === "breakdown") && !table && !tableIdOf(block);
}
