import Box from "@mui/material/Box";
import { NO_VALUE } from "@/values/format";
import { changeOf } from "./change";

const COLORS = { up: "warning.main", down: "success.main", same: "text.secondary" } as const;

interface Props {
  readonly before: string | null;
  readonly change: string | null;
  readonly unit: string;
}

/** A change with its sign, in money and as a part of what was before; more cost is never green. */
export function ChangeCell({ before, change, unit }: Props) {
  if (before === null || change === null) return <td>{NO_VALUE}</td>;
  const { tone, amount, part } = changeOf(before, change, unit);
  return (
    <Box component="td" data-tone={tone} sx={{ "&&": { color: COLORS[tone] } }}>
      {amount}
      <Box component="span" sx={{ display: "block", typography: "caption" }}>
        {part}
      </Box>
    </Box>
  );
}
