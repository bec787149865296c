import { ThemeProvider } from "@mui/material/styles";
import { render as renderBare, type RenderResult } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { ChatContext } from "@/features/chat/chat-context";
import { ChatStore } from "@/features/chat/chat-store";
import { Outbox } from "@/features/chat/outbox";
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
  readonly chat: ChatStore;
}

/** Shows something that talks to the server, over a connection the test holds in its hands. */
export async function showInChat(element: ReactElement): Promise<ShownInChat> {
  const bench = new SessionBench();
  const chat = new ChatStore({ session: bench.session, outbox: new Outbox(window.sessionStorage), now: () => 1_000 });
  chat.start();
  await bench.open();
  const shown = show(
    <SessionContext.Provider value={bench.session}>
      <ChatContext.Provider value={chat}>{element}</ChatContext.Provider>
    </SessionContext.Provider>,
  );
  return { ...shown, bench, chat };
}
