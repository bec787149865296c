import Box from "@mui/material/Box";
import type { BreakdownBlock, TableBlock } from "@/api";
import { approximate } from "@/values/decimal";
import { formatValue } from "@/values/format";

const CELL = { py: 0.6, px: 1.5, whiteSpace: "nowrap" } as const;

/** Parts of a whole, as bars behind their amounts: read as a table by those who do not see the bars. */
export function Bars({ block }: { block: BreakdownBlock }) {
  const largest = Math.max(0, ...block.items.map((item) => Math.abs(approximate(item.value))));
  return (
    <Box
      component="table"
      aria-label={block.title}
      sx={{ width: 1, borderCollapse: "collapse", typography: "body2", fontVariantNumeric: "tabular-nums" }}
    >
      <tbody>
        {block.items.map((item, index) => (
          <tr key={index}>
            <Box
              component="th"
              scope="row"
              sx={{
                ...CELL,
                fontWeight: 450,
                textAlign: "left",
                width: "34%",
                maxWidth: 0,
                overflow: "hidden",
                textOverflow: "ellipsis",
              }}
              title={item.label}
            >
              {item.label}
            </Box>
            <Box component="td" aria-hidden sx={{ p: 0 }}>
              <Bar
                share={largest === 0 ? 0 : Math.abs(approximate(item.value)) / largest}
                negative={item.value.startsWith("-")}
              />
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
        <Box component="tr" sx={{ "& > *": { borderTop: 1, borderColor: "divider", fontWeight: 600 } }}>
          <Box component="th" scope="row" sx={{ ...CELL, textAlign: "left" }}>
            Total
          </Box>
          <td />
          <Box component="td" sx={{ ...CELL, textAlign: "right" }}>
            {formatValue(block.total, "money", block.unit)}
          </Box>
          <td />
        </Box>
      </tfoot>
    </Box>
  );
}

function Bar({ share, negative }: { share: number; negative: boolean }) {
  return (
    <Box sx={{ height: 14, borderRadius: 0.75, bgcolor: "action.hover" }}>
      <Box
        style={{ width: `${Math.max(share * 100, share > 0 ? 0.75 : 0)}%` }}
        sx={{ height: 1, borderRadius: 0.75, bgcolor: negative ? "success.main" : "var(--series-1)" }}
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
