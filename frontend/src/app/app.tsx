import { useEffect, useState } from "react";
import type { Session } from "@/api";
import { type BillResult, fetchBill } from "@/features/bill/bill";
import { ChatContext } from "@/features/chat/chat-context";
import type { ChatStore } from "@/features/chat/chat-store";
import { SessionContext } from "@/features/session/session-context";
import { Shell } from "./shell";

interface Props {
  readonly token: string;
  readonly session: Session;
  readonly chat: ChatStore;
}

/** The page for someone who is signed in. */
export function App({ token, session, chat }: Props) {
  const [bill, setBill] = useState<BillResult>();
  useEffect(() => {
    const read = async () => {
      setBill(await fetchBill(token));
    };
    void read();
    // A platform that was started again may have another bill.
    return session.onState((state) => {
      if (state === "open") void read();
    });
  }, [session, token]);
  return (
    <SessionContext.Provider value={session}>
      <ChatContext.Provider value={chat}>
        <Shell loaded={bill} />
      </ChatContext.Provider>
    </SessionContext.Provider>
  );
}
