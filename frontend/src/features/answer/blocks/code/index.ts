import type { CodeBlock } from "@/api";
import { readable } from "@/values/texts";
import { textOf } from "../../rows";
import type { BlockKind } from "../kind";
import { CodeView } from "./view";

export const code: BlockKind<CodeBlock> = {
  View: CodeView,
  markdown: ({ code: text, language, artifactId }) =>
    fenced(text, language) + (artifactId ? "\n\nThe rest of it is not shown here." : ""),
  whole: (block, items) => ({ ...block, code: textOf(items), artifactId: null }),
};

/** Code between fences that are longer than any in it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replaceAll(/[^\w+-]/g, "")}\n${readable(text, { lines: true })}\n${fence}`;
}
