import { useEffect, useMemo, useState } from "react";
import type { Answer } from "@/api";
import type { LoadItems } from "../answer/rows";
import { tableOfThings, type Thing, thingsOf, thingsOfRows, unitsOf } from "./things";

/** The resources of an answer, as far as they are here. */
export interface Found {
  readonly things: readonly Thing[];
  readonly units: readonly string[];
  /** How many there are. */
  readonly total: number;
  readonly loading: boolean;
  /** Why the rest did not come. */
  readonly problem: string;
  readonly retry: () => void;
}

/** All resources of an answer: those that were too large to come with it are read at once. */
export function useThings(answer: Answer, load: LoadItems): Found {
  const table = useMemo(() => tableOfThings(answer), [answer]);
  const [attempt, setAttempt] = useState(0);
  const [read, setRead] = useState<{ of: Answer; attempt: number; things?: readonly Thing[]; problem: string }>();
  useEffect(() => {
    if (!table) return undefined;
    let left = false;
    const end = (result: { things?: readonly Thing[]; problem: string }) => {
      if (!left) setRead({ of: answer, attempt, ...result });
    };
    thingsOf(table, load).then(
      (things) => end({ things, problem: "" }),
      (error: unknown) => end({ problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      left = true;
    };
  }, [answer, table, load, attempt]);
  const ended = read?.of === answer && read.attempt === attempt ? read : undefined;
  const things = useMemo(() => ended?.things ?? (table ? thingsOfRows(table, table.rows) : []), [ended, table]);
  return {
    things,
    units: useMemo(() => (table ? unitsOf(table) : []), [table]),
    total: table?.totalRows ?? 0,
    loading: table !== undefined && !ended,
    problem: ended?.problem ?? "",
    retry: () => setAttempt(attempt + 1),
  };
}
