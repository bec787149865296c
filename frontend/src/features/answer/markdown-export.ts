import type { Answer } from "@/api";
import { kindOfBlock } from "./blocks/kinds";
import { UNKNOWN_BLOCK } from "./blocks/unknown";
import { basisLines } from "./basis-words";
import { pairBlocks } from "./pairs";
import { oneLine } from "./words";

/** A whole answer as Markdown: to be pasted into a ticket or a mail, with what its numbers stand on. */
export function toMarkdown(question: string, answer: Answer): string {
  const parts = [
    `# ${oneLine(question)}`,
    `**${oneLine(answer.headline)}**`,
    answer.markdown,
    ...answer.blocks.filter((block) => !isPointer(block, answer)).map(block),
    answer.more.length > 0 ? "More of this answer is kept on the platform than is shown here." : "",
    basis(answer),
  ];
  return parts.filter((part) => part.trim() !== "").join("\n\n") + "\n";
}

function block(given: Answer["blocks"][number]): string {
  const kind = kindOfBlock(given);
  return `## ${oneLine(given.title)}\n\n${kind ? kind.markdown(given) : UNKNOWN_BLOCK}`.trim();
}

/** A table without rows, whose numbers another block shows. */
function isPointer(given: Answer["blocks"][number], { blocks }: Answer): boolean {
  if (given.type !== "table" || given.rows.length > 0) return false;
  return pairBlocks(blocks).some(({ block, table }) => table === given && block !== given);
}

function basis(answer: Answer): string {
  const lines = basisLines(answer.basis).map(({ term, words }) => `- ${term}: ${oneLine(words)}`);
  return lines.length > 0 ? ["## Basis", "", ...lines].join("\n") : "";
}
