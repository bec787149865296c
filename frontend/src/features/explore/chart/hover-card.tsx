import Box from "@mui/material/Box";
import { sumDecimals } from "@/values/decimal";
import { formatDay, formatMoney } from "@/values/format";
import { isolated } from "@/values/texts";
import { labelOf } from "../../answer/blocks/time-series/time-axis";
import type { Sums } from "../sums";
import type { Grain } from "../view";

/** What an interval is called where there is room for it. */
export function intervalName(start: string, grain: Grain): string {
  if (grain === "weekly") return `Week from ${formatDay(start)}`;
  return grain === "daily" ? formatDay(start) : labelOf(start, grain);
}

export function totalOf({ lines }: Sums, at: number): string {
  return sumDecimals(lines.flatMap(({ amounts }) => amounts[at] ?? []));
}

interface Props {
  readonly sums: Sums;
  readonly grain: Grain;
  readonly at: number;
  /** Its middle, from the left edge of the chart. */
  readonly x: number;
  readonly width: number;
}

/** The amounts of one interval, the last drawn on top as in the bar, and their total. */
export function HoverCard({ sums, grain, at, x, width }: Props) {
  const { lines, unit, starts, partial } = sums;
  const shown = lines.map((line) => ({ ...line, amount: line.amounts[at] ?? null })).filter(({ amount }) => amount);
  const isRight = x > width / 2;
  return (
    <Box
      aria-hidden
      style={isRight ? { right: width - x + 12 } : { left: x + 12 }}
      sx={{
        position: "absolute",
        top: 8,
        zIndex: 3,
        pointerEvents: "none",
        width: "max-content",
        maxWidth: "min(320px, 62%)",
        p: 1.25,
        border: 1,
        borderColor: "divider",
        borderRadius: 2,
        bgcolor: "background.paper",
        boxShadow: 4,
        typography: "caption",
        fontVariantNumeric: "tabular-nums",
      }}
    >
      <Box sx={{ fontWeight: 600, mb: 0.5 }}>
        {intervalName(starts[at] ?? "", grain)}
        {partial[at] && (
          <Box component="span" sx={{ color: "text.secondary", fontWeight: 450 }}>
            {" "}
            · only in part
          </Box>
        )}
      </Box>
      {lines.length > 1 &&
        shown.map(({ name, color, amount }) => (
          <Row key={name} color={color} name={isolated(name)} amount={formatMoney(amount ?? "0", unit)} />
        ))}
      <Box sx={lines.length > 1 ? { borderTop: 1, borderColor: "divider", mt: 0.5, pt: 0.5, fontWeight: 600 } : {}}>
        <Row name="Total" amount={formatMoney(totalOf(sums, at), unit)} />
      </Box>
    </Box>
  );
}

function Row({ color, name, amount }: { color?: string; name: string; amount: string }) {
  return (
    <Box sx={{ display: "flex", gap: 0.75, alignItems: "baseline" }}>
      {color && <Box sx={{ flex: "none", width: 9, height: 9, borderRadius: 0.5 }} style={{ background: color }} />}
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>{name}</Box>
      <Box sx={{ pl: 1.5, whiteSpace: "nowrap" }}>{amount}</Box>
    </Box>
  );
}
