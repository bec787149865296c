import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { LogOut } from "lucide-react";
import { useSignedIn } from "./sign-in-context";

/** Signs out; on a laptop, where nobody signed in by name, it is not there. */
export function SignOutButton() {
  const signedIn = useSignedIn();
  if (!signedIn) return null;
  const label = signedIn.name ? `Sign out ${signedIn.name}` : "Sign out";
  return (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={label} onClick={signedIn.leave}>
        <LogOut size={18} />
      </IconButton>
    </Tooltip>
  );
}
