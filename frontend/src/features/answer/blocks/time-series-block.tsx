import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import { ChartNoAxesCombined, Download, Table2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Basis, TimeSeriesBlock as TimeSeries } from "@/api";
import { download, fileName } from "@/components/download";
import { basisLines } from "../basis-words";
import { toCsv } from "../csv";
import { nextOrder, type Order, sortRows } from "../table-order";
import { BlockFrame } from "./block-frame";
import { Grid } from "./grid";
import { labelOf, startsOf, tableOf } from "./series-data";

const Chart = lazy(() => import("./chart"));
const CHART_HEIGHT = 280;

/** A chart over time that can be turned into the table behind it. */
export function TimeSeriesBlock({ block, basis }: { block: TimeSeries; basis: Basis }) {
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const table = useMemo(() => tableOf(block), [block]);
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  const exportCsv = () =>
    download(`${fileName(block.title)}.csv`, "text/csv", toCsv({ title: block.title, ...table }, basisLines(basis)));
  return (
    <BlockFrame
      title={block.title}
      tools={
        <>
          <Button
            color="inherit"
            aria-pressed={asTable}
            startIcon={asTable ? <ChartNoAxesCombined size={15} /> : <Table2 size={15} />}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? "Chart" : "Table"}
          </Button>
          <Button color="inherit" startIcon={<Download size={15} />} onClick={exportCsv}>
            CSV
          </Button>
        </>
      }
    >
      {asTable ? (
        <SortedGrid label={block.title} {...table} />
      ) : (
        <Box sx={{ p: 1 }}>
          <Box role="img" aria-label={describe(block)} sx={{ height: CHART_HEIGHT }}>
            <Suspense fallback={null}>
              <Chart block={block} hidden={hidden} />
            </Suspense>
          </Box>
          {block.series.length > 1 && (
            <Legend names={block.series.map((series) => series.name)} hidden={hidden} onToggle={toggle} />
          )}
        </Box>
      )}
      <Partial block={block} />
    </BlockFrame>
  );
}

function SortedGrid({ label, columns, rows }: { label: string } & ReturnType<typeof tableOf>) {
  const [order, setOrder] = useState<Order>();
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order]);
  return (
    <Grid
      label={label}
      columns={columns}
      rows={sorted}
      order={order}
      onSort={(column) => setOrder(nextOrder(order, column, columns[column]?.kind ?? "text"))}
    />
  );
}

interface LegendProps {
  readonly names: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

function Legend({ names, hidden, onToggle }: LegendProps) {
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.5, px: 1, pb: 0.5 }}>
      {names.map((name, index) => (
        <ButtonBase
          key={name}
          aria-pressed={!hidden.has(name)}
          onClick={() => onToggle(name)}
          sx={{
            gap: 0.75,
            px: 0.75,
            py: 0.25,
            borderRadius: 1.5,
            typography: "caption",
            opacity: hidden.has(name) ? 0.55 : 1,
            textDecoration: hidden.has(name) ? "line-through" : "none",
          }}
        >
          <Box sx={{ width: 10, height: 10, borderRadius: 0.5, bgcolor: `var(--series-${(index % 8) + 1})` }} />
          {name}
        </ButtonBase>
      ))}
    </Box>
  );
}

function Partial({ block }: { block: TimeSeries }) {
  const partial = new Set(
    block.series.flatMap((series) => series.points.filter((point) => point.partial).map((point) => point.start)),
  );
  if (partial.size === 0) return null;
  const names = [...partial].sort().map((start) => labelOf(start, block.granularity));
  return (
    <Box sx={{ px: 1.5, pb: 1, typography: "caption", color: "text.secondary" }}>Not complete: {names.join(", ")}</Box>
  );
}

function describe(block: TimeSeries): string {
  const starts = startsOf(block);
  const span = [starts[0], starts.at(-1)].map((start) => (start ? labelOf(start, block.granularity) : ""));
  return `Chart: ${block.title}. ${block.series.map((series) => series.name).join(", ")}, ${span.join(" to ")}. The Table button shows the numbers.`;
}
