import Chip from "@mui/material/Chip";
import Tooltip from "@mui/material/Tooltip";
import { useMay, useRole } from "./rights-context";

/** The role of a user who may not do everything, and what that leaves out: what is not offered is missed otherwise. */
export function RoleChip() {
  const role = useRole();
  const missing = [
    !useMay("curate") && "dismissing and marking what was found",
    !useMay("approve") && "deciding on changes",
  ].filter((right) => right !== false);
  if (!role || missing.length === 0) return null;
  const says = `Your role here is ${role}. It does not include ${missing.join(", or ")}.`;
  return (
    <Tooltip title={says}>
      <Chip
        size="small"
        variant="outlined"
        label={role}
        role="note"
        aria-label={says}
        tabIndex={0}
        sx={{ alignSelf: "center" }}
      />
    </Tooltip>
  );
}
