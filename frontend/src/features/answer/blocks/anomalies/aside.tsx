import Box from "@mui/material/Box";
import { type SyntheticEvent, useState } from "react";
import type { Anomaly, Kept } from "@/api";
import { useBlockActions } from "../../../actions/block-actions";
import { DismissForm, TakeBack } from "../../../actions/dismiss-form";

const DISCLOSED = {
  mt: 0.75,
  "& > summary": {
    cursor: "pointer",
    width: "fit-content",
    borderRadius: 1,
    typography: "body2",
    color: "primary.main",
  },
} as const;

interface Props {
  readonly item: Anomaly;
  /** What became of it: until when and why it is put aside, or nothing for one that is told again. */
  readonly onChange: (item: Anomaly, kept: Kept | undefined) => void;
}

/** Puts an anomaly aside for a reason and some days, or takes that back; nothing where that cannot be done. */
export function Aside({ item, onChange }: Props) {
  const { dismissAnomaly, restoreAnomaly } = useBlockActions();
  const [open, setOpen] = useState(false);
  if (!item.anomalyId || !dismissAnomaly || !restoreAnomaly) return null;
  if (item.status === "dismissed") {
    const restore = async () => {
      await restoreAnomaly(item);
      onChange(item, undefined);
    };
    return <TakeBack label="Tell it again" onClick={restore} />;
  }
  return (
    <Box
      component="details"
      className="no-print"
      sx={DISCLOSED}
      onToggle={(event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}
    >
      <summary>Dismiss it</summary>
      {open && (
        <DismissForm
          until="It is in no count and no alert until then, or until it grows by over a quarter."
          onDismiss={async (reason, days) => onChange(item, await dismissAnomaly(item, reason, days))}
        />
      )}
    </Box>
  );
}
