import Box from "@mui/material/Box";
import type { CSSProperties } from "react";
import type { BreakdownBlock, TableBlock } from "@/api";
import { approximate, compareDecimals, subtractDecimals } from "@/values/decimal";
import { formatValue } from "@/values/format";

const CELL = { py: 0.6, px: 1.5, whiteSpace: "nowrap" } as const;

/** Parts of a whole, as bars behind their amounts: read as a table by those who do not see the bars. */
export function Bars({ block }: { block: BreakdownBlock }) {
  const largest = Math.max(0, ...block.items.map((item) => Math.abs(approximate(item.value))));
  // The largest parts may be all that is listed; what is listed and the total should still add up.
  const others = subtractDecimals(
    block.total,
    block.items.map((item) => item.value),
  );
  return (
    <Box
      component="table"
      aria-label={block.title}
      sx={{ width: 1, borderCollapse: "collapse", typography: "body2", fontVariantNumeric: "tabular-nums" }}
    >
      <tbody>
        {block.items.map((item, index) => (
          <tr key={index} style={{ "--width": `${share(item.value, largest) * 100}%` } as CSSProperties}>
            <Box
              component="th"
              scope="row"
              sx={{
                ...CELL,
                fontWeight: 450,
                textAlign: "left",
                width: { xs: "56%", sm: "34%" },
                maxWidth: 0,
                overflow: "hidden",
                textOverflow: "ellipsis",
                // On a phone the bar lies behind its name.
                backgroundImage: {
                  xs: "linear-gradient(to right, var(--share) var(--width), transparent 0)",
                  sm: "none",
                },
              }}
              title={item.label}
            >
              {item.label}
            </Box>
            <Box component="td" aria-hidden sx={{ p: 0, display: { xs: "none", sm: "table-cell" } }}>
              <Bar negative={item.value.startsWith("-")} />
            </Box>
            <Box component="td" sx={{ ...CELL, textAlign: "right", width: 0 }}>
              {formatValue(item.value, "money", block.unit)}
            </Box>
            <Box component="td" sx={{ ...CELL, textAlign: "right", width: 0, color: "text.secondary" }}>
              {item.share ? formatValue(item.share, "percent") : ""}
            </Box>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {compareDecimals(others, "0") !== 0 && (
          <Box component="tr" sx={{ color: "text.secondary" }}>
            <Box component="th" scope="row" sx={{ ...CELL, textAlign: "left", fontWeight: 450 }}>
              All others
            </Box>
            <Box component="td" sx={{ display: { xs: "none", sm: "table-cell" } }} />
            <Box component="td" sx={{ ...CELL, textAlign: "right" }}>
              {formatValue(others, "money", block.unit)}
            </Box>
            <td />
          </Box>
        )}
        <Box component="tr" sx={{ "& > *": { borderTop: 1, borderColor: "divider", fontWeight: 600 } }}>
          <Box component="th" scope="row" sx={{ ...CELL, textAlign: "left" }}>
            Total
          </Box>
          <Box component="td" sx={{ display: { xs: "none", sm: "table-cell" } }} />
          <Box component="td" sx={{ ...CELL, textAlign: "right" }}>
            {formatValue(block.total, "money", block.unit)}
          </Box>
          <td />
        </Box>
      </tfoot>
    </Box>
  );
}

/** Length against the longest; the smallest that is something can still be seen. */
function share(value: string, largest: number): number {
  const size = Math.abs(approximate(value));
  return size === 0 || largest === 0 ? 0 : Math.max(size / largest, 0.0075);
}

function Bar({ negative }: { negative: boolean }) {
  return (
    <Box sx={{ height: 14, borderRadius: 0.75, bgcolor: "action.hover" }}>
      <Box
        sx={{
          width: "var(--width)",
          height: 1,
          borderRadius: 0.75,
          bgcolor: negative ? "success.main" : "var(--series-1)",
        }}
      />
    </Box>
  );
}

/** The parts as a table, for who wants to sort or save them. */
export function breakdownTable(block: BreakdownBlock): TableBlock {
  return {
    type: "table",
    title: block.title,
    columns: [
      { key: "label", label: "Part", kind: "text", unit: "" },
      { key: "value", label: "Amount", kind: "money", unit: block.unit },
      { key: "share", label: "Share", kind: "percent", unit: "" },
    ],
    rows: block.items.map((item) => [item.label, item.value, item.share ?? null]),
    totalRows: block.items.length,
    artifactId: null,
  };
}
