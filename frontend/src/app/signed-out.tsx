import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

/** On a laptop: nobody opened the printed link in this browser yet. */
export function SignedOut() {
  return (
    <Card title="Open the printed link">
      When it starts, the platform prints a link that signs this browser in. Open that link once; afterwards this
      address is enough.
    </Card>
  );
}

/** In the cloud: why nobody is signed in, and the way to do it. */
export function SignInCard({ reason, onSignIn }: { reason?: string | undefined; onSignIn: () => void }) {
  return (
    <Card title={reason ? "You are not signed in" : "You are signed out"} role={reason ? "alert" : "status"}>
      {reason ?? "What you asked goes on, and is here when you come back."}
      <Box sx={{ mt: 2 }}>
        <Button variant="contained" onClick={onSignIn}>
          {reason ? "Try again" : "Sign in"}
        </Button>
      </Box>
    </Card>
  );
}

/** The page does not know where its platform is. */
export function NotStarted({ reason }: { reason: string }) {
  return (
    <Card title="This page cannot start" role="alert">
      {reason}
    </Card>
  );
}

function Card({ title, role, children }: { title: string; role?: "alert" | "status"; children: ReactNode }) {
  return (
    <Box
      component="main"
      sx={{ display: "grid", placeContent: "center", height: "100dvh", p: 3, gap: 1, textAlign: "center" }}
    >
      <Typography variant="h1">{title}</Typography>
      <Typography component="div" role={role} color="textSecondary" sx={{ maxWidth: 420 }}>
        {children}
      </Typography>
    </Box>
  );
}
