import { useEffect, useState } from "react";
import type { Answer } from "@/api";
import { useLoadItems } from "../page-jobs/use-load-items";
import { type Sums, sumsOf } from "./sums";
import type { Asked } from "./use-job";
import type { View } from "./view";

/** What is on the screen: the latest view whose answer is here whole. `sums` is undefined where it found nothing. */
export interface Shown {
  readonly key: string;
  readonly view: View;
  readonly answer: Answer;
  readonly sums: Sums | undefined;
}

/** The answer with all its rows. Until the next one is here, the one before stays. */
export function useSums(view: View, { key, job }: Asked): { shown: Shown | undefined; problem: string } {
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState({ key: "", message: "" });
  const load = useLoadItems(job?.runId ?? "");
  const answer = job?.answer;
  useEffect(() => {
    if (!answer) return undefined;
    let left = false;
    sumsOf(answer, view.grain, load).then(
      (sums) => left || setShown({ key, view, answer, sums }),
      (error: unknown) => left || setProblem({ key, message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      left = true;
    };
  }, [answer, key, load, view]);
  return { shown, problem: problem.key === key ? problem.message : "" };
}
