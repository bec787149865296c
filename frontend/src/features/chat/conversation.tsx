import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import type { ModelUse } from "../bill/bill";
import { Announcer } from "./announcer";
import { useChat, useThread } from "./chat-context";
import { Composer } from "./composer";
import { Turn } from "./turn";

interface Props {
  /** Undefined before the first question. */
  readonly threadId: string | undefined;
  /** The answer a permalink leads to. */
  readonly runId?: string | undefined;
  readonly model?: ModelUse | null | undefined;
  readonly onBegin: (threadId: string) => void;
  readonly welcome: (ask: (text: string) => void) => ReactNode;
}

const COLUMN = { width: 1, maxWidth: 860, mx: "auto", px: { xs: 2, sm: 3 } } as const;

export function Conversation({ threadId, runId, model, onBegin, welcome }: Props) {
  const chat = useChat();
  const thread = useThread(threadId ?? "");
  const input = useRef<HTMLTextAreaElement>(null);
  const jobs = threadId ? (thread?.jobs ?? []) : [];

  useEffect(() => {
    if (threadId) void chat.open(threadId);
    input.current?.focus({ preventScroll: true });
  }, [chat, threadId]);
  // A new question goes to the top and its answer grows below it: nothing that is being read ever moves.
  const inView = runId && jobs.some((job) => job.runId === runId) ? runId : jobs.at(-1)?.runId;
  useEffect(() => {
    if (inView) document.getElementById(`run-${inView}`)?.scrollIntoView({ block: "start" });
  }, [inView]);

  const ask = useCallback(
    (text: string, mayGoToModel = true) => {
      const target = threadId ?? chat.begin();
      chat.ask(target, text, mayGoToModel);
      if (target !== threadId || runId) onBegin(target);
    },
    [chat, threadId, runId, onBegin],
  );

  return (
    <Box sx={{ display: "flex", flexDirection: "column", minHeight: 0, flex: 1 }}>
      <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto", containerType: "size" }}>
        <Box sx={{ ...COLUMN, py: 3, display: "grid", gap: 5, gridTemplateColumns: "minmax(0, 1fr)" }}>
          {!threadId && welcome(ask)}
          {threadId && jobs.length === 0 && <Nothing state={thread?.state} onRetry={() => void chat.open(threadId)} />}
          {jobs.map((job, index) => (
            <Turn key={job.runId} job={job} onAsk={ask} isLast={index === jobs.length - 1} />
          ))}
        </Box>
      </Box>
      <Box className="no-print" sx={{ ...COLUMN, pb: 2, pt: 0.5 }}>
        <Composer onAsk={ask} input={input} model={model} />
      </Box>
      <Announcer job={jobs.at(-1)} />
    </Box>
  );
}

function Nothing({ state, onRetry }: { state: string | undefined; onRetry: () => void }) {
  if (state === "ready") {
    return (
      <Typography color="textSecondary">
        This conversation has no questions. It may have been kept for its time and then deleted.
      </Typography>
    );
  }
  if (state !== "failed") return <Typography color="textSecondary">Loading the conversation</Typography>;
  return (
    <Typography color="textSecondary">
      The conversation could not be loaded. <Button onClick={onRetry}>Try again</Button>
    </Typography>
  );
}
