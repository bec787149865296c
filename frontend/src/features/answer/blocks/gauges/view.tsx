import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { Gauge, GaugesBlock } from "@/api";
import { formatValue } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { entityWords, kindOf, plainWord } from "../../words";
import { ItemList, Tag, type Tone } from "../item-list";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { gaugesTable, usedOf, usedWords, wholeGauges } from ".";

/** Values against their limits, and where they are heading. */
export default function Gauges({ block, ...rest }: ViewProps<GaugesBlock>) {
  return <Paged block={block} kind={{ table: gaugesTable, whole: wholeGauges }} picture={list} {...rest} />;
}

function list(block: GaugesBlock) {
  return (
    <ItemList label={block.title}>
      {block.items.map((item, index) => (
        <Item key={index} item={item} />
      ))}
    </ItemList>
  );
}

const TONES: Readonly<Record<string, Tone>> = { over: "error", warning: "warning", ok: "success" };

function Item({ item }: { item: Gauge }) {
  const { label, value, limit, kind, unit, expected, status, entity, note } = item;
  const used = usedOf(value, limit);
  const tone = TONES[status] ?? "plain";
  const heading = expected == null ? undefined : usedOf(expected, limit);
  return (
    <Box component="li" sx={{ px: 1.5, py: 1.25 }}>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1 }}>
        <Typography variant="body2" sx={{ fontWeight: 600, flex: "1 1 auto", overflowWrap: "anywhere" }}>
          {isolated(label)}
        </Typography>
        {status && <Tag tone={tone}>{plainWord(status)}</Tag>}
        <Typography variant="body2" sx={{ fontVariantNumeric: "tabular-nums" }}>
          {usedWords(item)}
          {used !== undefined && ` (${formatValue(String(used), "percent")})`}
        </Typography>
      </Box>
      {used !== undefined && (
        <Box
          role="meter"
          aria-label={isolated(label)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(Math.min(used, 1) * 100)}
          aria-valuetext={usedWords(item)}
          sx={{
            position: "relative",
            height: 10,
            mt: 0.75,
            borderRadius: 1.25,
            bgcolor: "action.hover",
            overflow: "hidden",
          }}
        >
          <Bar share={used} tone={tone === "plain" ? "var(--series-1)" : `${tone}.main`} />
          {heading !== undefined && <Mark share={heading} />}
        </Box>
      )}
      <Typography variant="caption" component="div" color="textSecondary">
        {[
          expected == null ? "" : `Expected: ${formatValue(expected, kindOf(kind), unit)}`,
          entity ? entityWords(entity) : "",
          readable(note),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Typography>
    </Box>
  );
}

function Bar({ share, tone }: { share: number; tone: string }) {
  return <Box sx={{ width: `${Math.min(share, 1) * 100}%`, height: "100%", borderRadius: 1.25, bgcolor: tone }} />;
}

function Mark({ share }: { share: number }) {
  const left = `calc(${Math.min(share, 1) * 100}% - 2px)`;
  return <Box sx={{ position: "absolute", top: 0, bottom: 0, left, width: 2, bgcolor: "text.primary" }} />;
}
