import { lazy } from "react";
import type { Recommendation, RecommendationsBlock } from "@/api";
import { evidenceWords, named, oneLine, valued } from "../../words";
import { type BlockKind, shownAndTotal } from "../kind";
import { missing } from "../markdown-grid";
import { hasAmount, isCostToReview, recommendationsTable, riskWords, statusWords, wholeRecommendations } from "./table";

export const recommendations: BlockKind<RecommendationsBlock> = {
  View: lazy(() => import("./view")),
  table: recommendationsTable,
  markdown: (block) => {
    const [shown, total] = shownAndTotal(block);
    const more = missing(total - shown, "recommendations");
    return [...block.items.flatMap(lines), ...(more ? ["", more] : [])].join("\n");
  },
  whole: wholeRecommendations,
};

function lines(item: Recommendation): string[] {
  const about = item.estimated ? "about " : "";
  const amount = `${isCostToReview(item) ? "costs " : ""}${about}${valued(item.savingPerMonth, "money", item.unit)} a month`;
  const saving = hasAmount(item) ? amount : "saving not known";
  const status = item.notCounted || item.status !== "open" ? ` (${oneLine(statusWords(item))})` : "";
  const details = [
    item.finding,
    item.detail,
    ...item.evidence.map(evidenceWords),
    item.effort ? `Effort: ${item.effort}` : "",
    riskWords(item) ? `Risk: ${riskWords(item)}` : "",
    item.sources.length > 0 ? `Source: ${item.sources.join(", ")}` : "",
  ].filter(Boolean);
  return [
    `- ${oneLine(item.title)} (${named(item.resource)}): ${saving}${status}`,
    ...details.map((detail) => `  - ${oneLine(detail)}`),
  ];
}
