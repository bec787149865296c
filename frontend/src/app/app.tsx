import { useEffect, useState } from "react";
import { Bills } from "@/api";
import { type BillResult, fetchBill } from "@/features/bill/bill";
import { BillChange } from "@/features/bill/bill-change";
import { BillChangeContext } from "@/features/bill/bill-change-context";
import { ChatContext } from "@/features/chat/chat-context";
import { SessionContext } from "@/features/session/session-context";
import { JobsContext } from "@/jobs/jobs-context";
import { Shell } from "./shell";
import type { Started } from "./start";

/** The page for someone who is signed in. */
export function App({ token, session, jobs, chat }: Started) {
  const [bill, setBill] = useState<BillResult>();
  const [change] = useState(
    () => new BillChange({ bills: new Bills({ token }), onBill: (opened) => setBill({ bill: opened }) }),
  );
  useEffect(() => {
    const read = async () => {
      setBill(await fetchBill(token));
    };
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const found = await fetchBill(token);
      // A platform that is away just now takes nothing off the page.
      if ("bill" in found) setBill(found);
    };
    const onVisible = () => void look();
    void read();
    // A platform that was started again may have another bill, and so may one that another tab was used on.
    document.addEventListener("visibilitychange", onVisible);
    const forget = session.onState((state) => {
      if (state === "open") void read();
    });
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      forget();
    };
  }, [session, token]);
  return (
    <SessionContext.Provider value={session}>
      <JobsContext.Provider value={jobs}>
        <ChatContext.Provider value={chat}>
          <BillChangeContext.Provider value={change}>
            <Shell loaded={bill} />
          </BillChangeContext.Provider>
        </ChatContext.Provider>
      </JobsContext.Provider>
    </SessionContext.Provider>
  );
}
