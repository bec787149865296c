import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { CloudOff, PlugZap } from "lucide-react";
import { useEffect, useState } from "react";
import { useLinkState, useSession } from "./session-context";
import { signedOutText, useSignedIn } from "./sign-in-context";

/** A reconnection that takes less than this is nobody's concern. */
const SILENT_FOR_MS = 1_200;

/** Says that the connection is away and that nothing is lost; floats, so that nothing moves when it comes and goes. */
export function ConnectionNotice() {
  const session = useSession();
  const signedIn = useSignedIn();
  const state = useLinkState();
  const away = state === "connecting" || state === "waiting";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!away) return undefined;
    const timer = setTimeout(() => setShown(true), SILENT_FOR_MS);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [away]);
  const refused = state === "refused";
  return (
    <Box
      role="status"
      aria-live="polite"
      sx={{
        position: "absolute",
        bottom: 96,
        left: 0,
        right: 0,
        zIndex: 5,
        display: "flex",
        justifyContent: "center",
        pointerEvents: "none",
      }}
    >
      {(refused || (away && shown)) && (
        <Box
          sx={{
            display: "flex",
            alignItems: "center",
            gap: 1.25,
            px: 1.75,
            py: 0.75,
            borderRadius: 99,
            border: 1,
            borderColor: "divider",
            bgcolor: "background.paper",
            boxShadow: 3,
            typography: "body2",
            pointerEvents: "auto",
          }}
        >
          {refused ? <CloudOff size={16} /> : <PlugZap size={16} />}
          {refused ? signedOutText(signedIn) : "Reconnecting. Your questions go on meanwhile."}
          {!refused && <Button onClick={() => session.wake()}>Try now</Button>}
          {refused && signedIn && <Button onClick={signedIn.again}>Sign in again</Button>}
        </Box>
      )}
    </Box>
  );
}
