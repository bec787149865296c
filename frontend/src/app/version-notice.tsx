import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useSession } from "@/features/session/session-context";
import { PAGE_VERSION, serverVersion } from "./version";

interface Props {
  readonly ask?: () => Promise<string | undefined>;
  readonly reload?: () => void;
}

/** After an upgrade a page that stayed open is older than its server; asked on every connection. */
export function VersionNotice({ ask = serverVersion, reload = () => window.location.reload() }: Props) {
  const session = useSession();
  const [server, setServer] = useState<string>();
  useEffect(() => {
    const compare = () => void ask().then((version) => version && setServer(version));
    if (session.state === "open") compare();
    return session.onState((state) => state === "open" && compare());
  }, [session, ask]);
  const differs = server !== undefined && server !== PAGE_VERSION;
  return (
    <Box
      role="status"
      aria-live="polite"
      className="no-print"
      sx={{
        position: "absolute",
        top: 60,
        left: 0,
        right: 0,
        zIndex: 5,
        display: "flex",
        justifyContent: "center",
        pointerEvents: "none",
      }}
    >
      {differs && (
        <Box
          sx={{
            display: "flex",
            alignItems: "center",
            gap: 1.25,
            mx: 2,
            px: 1.75,
            py: 0.75,
            borderRadius: 3,
            border: 1,
            borderColor: "divider",
            bgcolor: "background.paper",
            boxShadow: 3,
            typography: "body2",
            pointerEvents: "auto",
          }}
        >
          <RefreshCw size={16} aria-hidden style={{ flex: "none" }} />
          <span>
            The server is version {server}, this page {PAGE_VERSION}. Nothing is lost when it is loaded again.
          </span>
          <Button onClick={reload}>Reload</Button>
        </Box>
      )}
    </Box>
  );
}
