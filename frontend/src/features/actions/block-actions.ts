import { createContext, useContext, useMemo } from "react";
import type { Anomaly, Kept, Proposal, Recommendation } from "@/api";
import type { Choice } from "@/jobs/job-store";
import type { InterruptView } from "@/jobs/job-view";
import { useMay } from "../session/rights-context";

/** What can be done with a part of an answer. What is undefined cannot be done here, so it is not offered. */
export interface BlockActions {
  /** Asks a question about what is shown. */
  readonly ask?: (question: string) => void;
  /** Puts a recommendation aside for a reason and some days. Rejects with ApiError. */
  readonly dismiss?: (recommendation: Recommendation, reason: string, days: number) => Promise<void>;
  /** Counts a dismissed recommendation again. Rejects with ApiError. */
  readonly reopen?: (recommendation: Recommendation) => Promise<void>;
  /** Says that a recommendation was carried out. Rejects with ApiError. */
  readonly mark?: (recommendation: Recommendation) => Promise<void>;
  /** Says that it was not carried out after all. Rejects with ApiError. */
  readonly unmark?: (recommendation: Recommendation) => Promise<void>;
  /** Puts an anomaly aside for a reason and some days. Rejects with ApiError. */
  readonly dismissAnomaly?: (anomaly: Anomaly, reason: string, days: number) => Promise<Kept>;
  /** Tells a dismissed anomaly again. Rejects with ApiError. */
  readonly restoreAnomaly?: (anomaly: Anomaly) => Promise<void>;
  /** Asks for an action to be prepared for approval. Rejects with ApiError. */
  readonly propose?: (proposal: Proposal) => Promise<void>;
  /** What the job waits for. */
  readonly interrupts?: readonly InterruptView[];
  /** Approves or declines one of `interrupts`. */
  readonly decide?: (choice: Choice) => void;
}

const NONE: BlockActions = {};

export const BlockActionsContext = createContext<BlockActions>(NONE);

/** For the views of blocks, wherever they are shown: what the place offers, and the user may do. */
export function useBlockActions(): BlockActions {
  const offered = useContext(BlockActionsContext);
  const mayCurate = useMay("curate");
  const mayApprove = useMay("approve");
  return useMemo(() => {
    const { dismiss, reopen, mark, unmark, dismissAnomaly, restoreAnomaly, propose, decide, ...others } = offered;
    return {
      ...others,
      ...(mayCurate && { dismiss, reopen, mark, unmark, dismissAnomaly, restoreAnomaly }),
      ...(mayApprove && { propose, decide }),
    };
  }, [offered, mayCurate, mayApprove]);
}
