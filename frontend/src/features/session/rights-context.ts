import { createContext, useCallback, useContext, useEffect, useState } from "react";
import { type Right, rightsOf, type Session } from "@/api";

type May = (right: Right) => boolean;

/** Without one all may be done, as on one's own machine. */
export const RightsContext = createContext<May>(() => true);

/** Whether the user may do that here. What they may not do is not offered. */
export function useMay(right: Right): boolean {
  return useContext(RightsContext)(right);
}

/** What the platform says that the user may do, asked anew for each connection; until it is said, only to ask. */
export function useRights(session: Session): May {
  const [rights, setRights] = useState<readonly string[] | "all">(["ask"]);
  useEffect(() => {
    let current = true;
    const read = () =>
      rightsOf(session).then(
        (found) => current && setRights(found ?? "all"),
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
  return useCallback((right) => rights === "all" || rights.includes(right), [rights]);
}
