import { lazy } from "react";
import type { ActionProposalBlock, Proposal } from "@/api";
import { formatMoment } from "@/values/format";
import { markdownText } from "@/values/texts";
import { oneLine } from "../../words";
import type { BlockKind } from "../kind";

/** What would be done, line by line; the arguments are the exact text that an approval is bound to. */
export function proposalLines({ tool, arguments: json, effect, undo, expiresAt }: Proposal): [string, string][] {
  const lines: [string, string][] = [
    ["Would call", tool],
    ["With", json],
    ["Effect", effect],
    ["To undo", undo || "It cannot be undone."],
    ["Open until", expiresAt ? formatMoment(Date.parse(expiresAt)) : ""],
  ];
  return lines.filter(([, words]) => words !== "");
}

export const actionProposal: BlockKind<ActionProposalBlock> = {
  View: lazy(() => import("./view")),
  markdown: ({ detail, proposal }) => {
    const lines = proposal ? proposalLines(proposal).map(([term, words]) => `- ${term}: ${oneLine(words)}`) : [];
    return [markdownText(detail), lines.join("\n")].filter(Boolean).join("\n\n");
  },
};
