import { useEffect, useState } from "react";
import type { Answer, Recommendation } from "@/api";
import { shownAndTotal } from "../answer/blocks/kind";
import { wholeRecommendations } from "../answer/blocks/recommendations/table";
import type { LoadItems } from "../answer/rows";
import { withTheRest } from "../answer/whole";

/** The recommendations of an answer, as far as they are here. */
export interface Found {
  readonly items: readonly Recommendation[];
  /** How many there are. */
  readonly total: number;
  /** Whether the rest is on its way. */
  readonly loading: boolean;
  /** Why the rest did not come. */
  readonly problem: string;
  readonly retry: () => void;
}

/** All recommendations of an answer: those that were too large to come with it are read at once. */
export function useSavings(answer: Answer, load: LoadItems): Found {
  const [attempt, setAttempt] = useState(0);
  const [read, setRead] = useState<{ of: Answer; attempt: number; whole?: Answer; problem: string }>();
  useEffect(() => {
    let left = false;
    const end = (result: { whole?: Answer; problem: string }) => {
      if (!left) setRead({ of: answer, attempt, ...result });
    };
    allOf(answer, load).then(
      (whole) => end({ whole, problem: "" }),
      (error: unknown) => end({ problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      left = true;
    };
  }, [answer, load, attempt]);
  const ended = read?.of === answer && read.attempt === attempt ? read : undefined;
  return {
    ...listOf(ended?.whole ?? answer),
    loading: !ended,
    problem: ended?.problem ?? "",
    retry: () => setAttempt(attempt + 1),
  };
}

/** The answer with all its recommendations. Rejects with ApiError or SyntaxError. */
async function allOf(answer: Answer, load: LoadItems): Promise<Answer> {
  const found = answer.more.length > 0 ? await withTheRest(answer, load) : answer;
  const blocks: Answer["blocks"] = [];
  for (const block of found.blocks) {
    const isCut = block.type === "recommendations" && block.artifactId;
    blocks.push(isCut ? wholeRecommendations(block, await load(isCut)) : block);
  }
  return { ...found, blocks };
}

function listOf({ blocks }: Answer): Pick<Found, "items" | "total"> {
  const lists = blocks.filter((block) => block.type === "recommendations");
  return {
    items: lists.flatMap(({ items }) => items),
    total: lists.reduce((sum, block) => sum + shownAndTotal(block)[1], 0),
  };
}
