import Box from "@mui/material/Box";
import type { Fact } from "@/api";
import { formatPeriod, formatValue } from "@/values/format";

/** Facts as large numbers, each with its subject and its days. */
export function Figures({ facts }: { facts: readonly Fact[] }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gap: 3,
        gridTemplateColumns: "repeat(auto-fit, minmax(170px, 1fr))",
        fontVariantNumeric: "tabular-nums",
        "& dt": { typography: "body2", color: "text.secondary" },
        "& dd": { m: 0 },
      }}
    >
      {facts.map((fact) => (
        <Box key={fact.id} sx={{ display: "flex", flexDirection: "column" }}>
          <dt>{fact.subject.charAt(0).toUpperCase() + fact.subject.slice(1)}</dt>
          <Box component="dd" sx={{ fontSize: "1.75rem", fontWeight: 620, letterSpacing: "-0.02em", lineHeight: 1.3 }}>
            {formatValue(fact.value, fact.kind, fact.unit)}
          </Box>
          {fact.period && (
            <Box component="dd" sx={{ typography: "caption", color: "text.secondary" }}>
              {formatPeriod(fact.period)}
            </Box>
          )}
        </Box>
      ))}
    </Box>
  );
}
