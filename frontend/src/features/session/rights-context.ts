import { createContext, useCallback, useContext, useEffect, useState } from "react";
import { accessOf, type Right, type Session } from "@/api";

type May = (right: Right) => boolean;

/** Without one all may be done, as on one's own machine. */
export const RightsContext = createContext<May>(() => true);

/** Whether the user may do that here. What they may not do is not offered. */
export function useMay(right: Right): boolean {
  return useContext(RightsContext)(right);
}

/** The name of the user's role; empty while it is not known, and where there are no roles. */
export const RoleContext = createContext("");

export function useRole(): string {
  return useContext(RoleContext);
}

interface Standing {
  role: string;
  may: readonly string[] | "all";
}

/** What the platform says that the user is and may do, asked anew for each connection; until it is said, only to ask. */
export function useAccess(session: Session): { role: string; may: May } {
  const [{ role, may }, setStanding] = useState<Standing>({ role: "", may: ["ask"] });
  useEffect(() => {
    let current = true;
    const read = () =>
      accessOf(session).then(
        (found) => current && setStanding(found ?? { role: "", may: "all" }),
        // That the platform is away is said elsewhere, and what was known stays.
        () => undefined,
      );
    const forget = session.onState((state) => {
      if (state === "open") void read();
    });
    if (session.state === "open") void read();
    return () => {
      current = false;
      forget();
    };
  }, [session]);
  return { role, may: useCallback((right) => may === "all" || may.includes(right), [may]) };
}
