import { useEffect, useState } from "react";
import { Bills } from "@/api";
import type { BillResult } from "@/features/bill/bill";
import { BillChange } from "@/features/bill/bill-change";
import { BillChangeContext } from "@/features/bill/bill-change-context";
import { ChatContext } from "@/features/chat/chat-context";
import { RightsContext, RoleContext, useAccess } from "@/features/session/rights-context";
import { SessionContext } from "@/features/session/session-context";
import { SignedInContext } from "@/features/session/sign-in-context";
import { JobsContext } from "@/jobs/jobs-context";
import { Shell } from "./shell";
import type { Started } from "./start";

/** The page for someone who is signed in. */
export function App({ door, session, jobs, chat, signedIn }: Started) {
  const [bill, setBill] = useState<BillResult>();
  const { role, may } = useAccess(session);
  const [change] = useState(() => {
    const { key: token } = door;
    return token && new BillChange({ bills: new Bills({ token }), onBill: (opened) => setBill({ bill: opened }) });
  });
  useEffect(() => {
    const read = async () => {
      setBill(await door.bill(session));
    };
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const found = await door.bill(session);
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
  }, [session, door]);
  return (
    <SessionContext.Provider value={session}>
      <JobsContext.Provider value={jobs}>
        <ChatContext.Provider value={chat}>
          <BillChangeContext.Provider value={change}>
            <SignedInContext.Provider value={signedIn}>
              <RoleContext.Provider value={role}>
                <RightsContext.Provider value={may}>
                  <Shell loaded={bill} />
                </RightsContext.Provider>
              </RoleContext.Provider>
            </SignedInContext.Provider>
          </BillChangeContext.Provider>
        </ChatContext.Provider>
      </JobsContext.Provider>
    </SessionContext.Provider>
  );
}
