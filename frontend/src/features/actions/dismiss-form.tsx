import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import { Problem, useRequest } from "./request";

const MOST_CHARS = 300;
const DAYS = [
  [30, "for 30 days"],
  [90, "for 90 days"],
  [365, "for a year"],
] as const;

interface Props {
  /** Until when it is put aside, in words. */
  readonly until: string;
  readonly onDismiss: (reason: string, days: number) => Promise<void>;
}

/** Asks why something is put aside, and for how long. */
export function DismissForm({ until, onDismiss }: Props) {
  const [reason, setReason] = useState("");
  const [days, setDays] = useState(90);
  const { busy, problem, run } = useRequest();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => onDismiss(reason.trim(), days));
  };
  return (
    <Box component="form" className="no-print" onSubmit={submit} sx={{ display: "grid", gap: 1, maxWidth: "60ch" }}>
      <Typography variant="body2" color="textSecondary">
        {until}
      </Typography>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "flex-start" }}>
        <TextField
          size="small"
          label="Why it is dismissed"
          required
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          slotProps={{ htmlInput: { maxLength: MOST_CHARS } }}
          sx={{ flex: "1 1 220px" }}
        />
        <TextField
          size="small"
          select
          label="How long"
          value={days}
          onChange={({ target }) => setDays(Number(target.value))}
          sx={{ minWidth: 130 }}
        >
          {DAYS.map(([count, words]) => (
            <MenuItem key={count} value={count}>
              {words}
            </MenuItem>
          ))}
        </TextField>
        <Button type="submit" variant="outlined" disabled={busy || reason.trim() === ""}>
          Dismiss
        </Button>
      </Box>
      <Problem text={problem} />
    </Box>
  );
}

/** Takes it back that something was put aside. */
export function TakeBack({ label, onClick }: { label: string; onClick: () => Promise<void> }) {
  const { busy, problem, run } = useRequest();
  return (
    <div className="no-print">
      <button type="button" className="entry-ask" disabled={busy} onClick={() => void run(onClick)}>
        {label}
      </button>
      <Problem text={problem} />
    </div>
  );
}
