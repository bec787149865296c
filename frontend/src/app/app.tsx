import { useEffect, useMemo, useState } from "react";
import { connect, type Session } from "@/api";
import { type Bill, fetchBill } from "@/features/bill/bill";
import { ChatContext } from "@/features/chat/chat-context";
import { ChatStore } from "@/features/chat/chat-store";
import { Outbox } from "@/features/chat/outbox";
import { SessionContext } from "@/features/session/session-context";
import { Shell } from "./shell";

/** The page for someone who is signed in. */
export function App({ token }: { token: string }) {
  const [session, setSession] = useState<Session>();
  const [bill, setBill] = useState<Bill>();

  useEffect(() => {
    const opened = connect({ url: socketUrl(window.location), token: () => token, accepts: isAccepted });
    const wake = () => document.visibilityState === "visible" && opened.wake();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    setSession(opened);
    return () => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      opened.close();
    };
  }, [token]);

  const chat = useMemo(
    () => session && new ChatStore({ session, outbox: new Outbox(window.sessionStorage) }),
    [session],
  );
  useEffect(() => chat?.start(), [chat]);
  useEffect(() => {
    if (!session) return undefined;
    const read = () => void fetchBill(token).then((result) => "bill" in result && setBill(result.bill));
    read();
    return session.onState((state) => state === "open" && read());
  }, [session, token]);

  if (!session || !chat) return null;
  return (
    <SessionContext.Provider value={session}>
      <ChatContext.Provider value={chat}>
        <Shell bill={bill} />
      </ChatContext.Provider>
    </SessionContext.Provider>
  );
}

async function isAccepted(token: string): Promise<boolean> {
  return !("refused" in (await fetchBill(token)));
}

export function socketUrl({ protocol, host, pathname }: Pick<Location, "protocol" | "host" | "pathname">): string {
  const folder = pathname.slice(0, pathname.lastIndexOf("/") + 1);
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}${folder}ws`;
}
