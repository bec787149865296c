import { ThemeProvider } from "@mui/material/styles";
import { render as renderBare, type RenderResult } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { ChatContext } from "@/features/chat/chat-context";
import { ChatStore } from "@/features/chat/chat-store";
import { JobStore } from "@/jobs/job-store";
import { JobsContext } from "@/jobs/jobs-context";
import { Outbox } from "@/jobs/outbox";
import { SessionContext } from "@/features/session/session-context";
import { theme } from "@/theme/theme";
import { SessionBench } from "./session-bench";

export interface Shown extends RenderResult {
  readonly user: UserEvent;
}

/** Shows something in the page's theme. */
export function show(element: ReactElement): Shown {
  return { user: userEvent.setup(), ...renderBare(<ThemeProvider theme={theme}>{element}</ThemeProvider>) };
}

export interface ShownInChat extends Shown {
  readonly bench: SessionBench;
  readonly jobs: JobStore;
  readonly chat: ChatStore;
}

/** Shows something that talks to the server, over a connection the test holds in its hands. */
export async function showInChat(element: ReactElement): Promise<ShownInChat> {
  const bench = new SessionBench();
  const { session } = bench;
  const jobs = new JobStore({ session, outbox: new Outbox(window.sessionStorage), now: () => 1_000 });
  const chat = new ChatStore({ session, jobs });
  chat.start();
  await bench.open();
  const shown = show(
    <SessionContext.Provider value={session}>
      <JobsContext.Provider value={jobs}>
        <ChatContext.Provider value={chat}>{element}</ChatContext.Provider>
      </JobsContext.Provider>
    </SessionContext.Provider>,
  );
  return { ...shown, bench, jobs, chat };
}
