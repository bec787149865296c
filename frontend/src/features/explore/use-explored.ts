import { useEffect, useState } from "react";
import type { Answer } from "@/api";
import { useLoadItems } from "../page-jobs/use-load-items";
import { type Explored, exploredOf } from "./explored";
import type { Asked } from "./use-job";
import type { View } from "./view";

/** What is on the screen: the latest view whose answer is here whole. `explored` is undefined where it found nothing. */
export interface Shown {
  readonly key: string;
  readonly view: View;
  readonly answer: Answer;
  readonly explored: Explored | undefined;
}

/** The answer with all its rows. Until the next one is here, the one before stays. */
export function useExplored(view: View, { key, job }: Asked): { shown: Shown | undefined; problem: string } {
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState({ key: "", message: "" });
  const load = useLoadItems(job?.runId ?? "");
  const answer = job?.answer;
  useEffect(() => {
    if (!answer) return undefined;
    let left = false;
    exploredOf(answer, view.grain, load).then(
      (explored) => left || setShown({ key, view, answer, explored }),
      (error: unknown) => left || setProblem({ key, message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      left = true;
    };
  }, [answer, key, load, view]);
  return { shown, problem: problem.key === key ? problem.message : "" };
}
