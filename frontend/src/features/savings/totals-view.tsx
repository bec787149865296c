import Box from "@mui/material/Box";
import { formatValue } from "@/values/format";
import type { Part, Totals } from "./list";

/** What the shown recommendations come to: what is counted, and beside it what is in no total. */
export function TotalsView({ totals, all }: { totals: Totals; all: Totals | undefined }) {
  return (
    <Box
      component="dl"
      aria-label="Totals"
      sx={{
        m: 0,
        display: "grid",
        gap: { xs: 2, sm: 4 },
        gridTemplateColumns: { xs: "1fr", sm: "max-content minmax(0, 1fr)" },
        fontVariantNumeric: "tabular-nums",
        "& dt": { typography: "body2", color: "text.secondary" },
        "& dd": { m: 0 },
      }}
    >
      <Total term="Can be saved a month" part={totals.counted} all={all?.counted} main />
      {(all ?? totals).uncounted.recommendations > 0 && (
        <Total term="Not counted: in no total, each with its reason" part={totals.uncounted} all={all?.uncounted} />
      )}
    </Box>
  );
}

interface TotalProps {
  readonly term: string;
  readonly part: Part;
  readonly all: Part | undefined;
  readonly main?: boolean;
}

function Total({ term, part, all, main = false }: TotalProps) {
  const note = `in ${recommendations(part.recommendations)}${all ? `; ${amountWords(all)} without filters` : ""}`;
  return (
    <div>
      <dt>{term}</dt>
      <Box
        component="dd"
        sx={{
          fontSize: "1.75rem",
          fontWeight: main ? 620 : 450,
          letterSpacing: "-0.02em",
          lineHeight: 1.3,
          color: main ? "success.main" : "text.secondary",
        }}
      >
        {amountWords(part)}
      </Box>
      <Box component="dd" sx={{ typography: "caption", color: "text.secondary" }}>
        {note}
      </Box>
    </div>
  );
}

/** `about $676.16`, in several currencies one beside the other. */
export function amountWords({ amounts, estimated }: Part): string {
  const words = amounts.map(([unit, amount]) => formatValue(amount, "money", unit)).join(" and ");
  return words === "" ? "nothing" : estimated ? `about ${words}` : words;
}

export function recommendations(count: number): string {
  return `${formatValue(String(count), "number")} ${count === 1 ? "recommendation" : "recommendations"}`;
}
