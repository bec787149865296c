import type { Answer, AnswerSection, Fact } from "@/api";
import type { AnswerBlock } from "./blocks/kind";
import { kindOfBlock } from "./blocks/kinds";
import { type Items, type LoadItems, recordsOf, textOf } from "./rows";

/** Whether more is kept beside the answer than came with it. */
export function isPartial(answer: Answer): boolean {
  return answer.more.length > 0 || answer.blocks.some(artifactOf);
}

/** The answer with its text, sections, blocks and facts complete; blocks with many items still show the first ones. */
export async function withTheRest(answer: Answer, load: LoadItems): Promise<Answer> {
  let found = answer;
  for (const { of, artifactId } of answer.more) found = withAll(found, of, await load(artifactId));
  return { ...found, more: [] };
}

/** The answer with everything that was too large for it. Rejects with ApiError or SyntaxError. */
export async function wholeAnswer(answer: Answer, load: LoadItems): Promise<Answer> {
  const found = await withTheRest(answer, load);
  const blocks: AnswerBlock[] = [];
  for (const block of found.blocks) blocks.push(await wholeBlock(block, load));
  return { ...found, blocks };
}

async function wholeBlock(block: AnswerBlock, load: LoadItems): Promise<AnswerBlock> {
  const artifactId = artifactOf(block);
  const whole = kindOfBlock(block)?.whole;
  return artifactId && whole ? whole(block, await load(artifactId)) : block;
}

function artifactOf(block: AnswerBlock): string | undefined {
  return ("artifactId" in block && block.artifactId) || undefined;
}

function withAll(answer: Answer, of: string, items: Items): Answer {
  switch (of) {
    case "markdown":
      return { ...answer, markdown: textOf(items) };
    case "sections":
      return { ...answer, sections: recordsOf<AnswerSection>(items) };
    case "facts":
      return { ...answer, facts: recordsOf<Fact>(items) };
    case "blocks": {
      const kept = recordsOf<AnswerBlock>(items);
      const known = new Set(kept.map((block) => block.id));
      return { ...answer, blocks: [...kept, ...answer.blocks.filter((block) => !known.has(block.id))] };
    }
    default:
      return answer;
  }
}
