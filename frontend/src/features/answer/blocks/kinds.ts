import { actionProposal } from "./action-proposal";
import { anomalies } from "./anomalies";
import { breakdown } from "./breakdown";
import { code } from "./code";
import { figures } from "./figures";
import { gauges } from "./gauges";
import type { AnswerBlock, BlockKind } from "./kind";
import { recommendations } from "./recommendations";
import { table } from "./table";
import { timeSeries } from "./time-series";

/** Every type of block: a new one is its folder and a line here. What most answers have is not fetched apart. */
export const KINDS: { readonly [T in AnswerBlock["type"]]: BlockKind<Extract<AnswerBlock, { type: T }>> } = {
  table,
  time_series: timeSeries,
  breakdown,
  recommendations,
  figures,
  gauges,
  anomalies,
  action_proposal: actionProposal,
  code,
};

/** What the page knows of a block; undefined for one of a newer platform. */
export function kindOfBlock<B extends AnswerBlock>(block: B): BlockKind<B> | undefined {
  return Object.hasOwn(KINDS, block.type) ? (KINDS[block.type] as unknown as BlockKind<B>) : undefined;
}
