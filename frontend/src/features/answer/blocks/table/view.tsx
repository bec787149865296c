import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import InputBase from "@mui/material/InputBase";
import { Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useId, useMemo, useState } from "react";
import type { Basis, TableBlock as Table } from "@/api";
import { formatValue } from "@/values/format";
import type { Rows } from "../../csv";
import { type LoadItems, rowsOf } from "../../rows";
import { filterRows, nextOrder, type Order, sortRows } from "../../table-order";
import { BlockFrame } from "../block-frame";
import { CsvButton } from "../csv-button";
import { Grid } from "./grid";

/** From this many rows on, looking for one is easier than reading all. */
const FILTER_FROM = 8;

interface Props {
  readonly block: Table;
  readonly basis: Basis;
  /** Reads a result that was too large to send with the answer. */
  readonly loadRows: LoadItems;
  readonly tools?: ReactNode;
}

export function TableBlock({ block, basis, loadRows, tools }: Props) {
  const [all, setAll] = useState<Rows>();
  const [problem, setProblem] = useState("");
  const [query, setQuery] = useState("");
  const [order, setOrder] = useState<Order>();
  // What is typed or clicked is shown at once, what it does to ten thousand rows as soon as there is time.
  const filter = useDeferredValue(query);
  const wanted = useDeferredValue(order);
  const rows = all ?? block.rows;
  const missing = block.totalRows - rows.length;
  const sorted = useMemo(() => sortRows(rows, block.columns, wanted), [rows, block.columns, wanted]);
  const shown = useMemo(() => filterRows(sorted, block.columns, filter), [sorted, block.columns, filter]);

  const complete = async (): Promise<Rows> => {
    if (all || !block.artifactId) return rows;
    const loaded = rowsOf(await loadRows(block.artifactId));
    setAll(loaded);
    return loaded;
  };
  const loadAll = () => {
    setProblem("");
    complete().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };

  return (
    <BlockFrame
      title={block.title}
      tools={
        <>
          {block.totalRows >= FILTER_FROM && <Filter value={query} onChange={setQuery} />}
          {tools}
          <CsvButton table={block} basis={basis} rows={complete} />
        </>
      }
    >
      <Grid
        columns={block.columns}
        rows={shown}
        order={order}
        label={block.title}
        onSort={(column) => setOrder(nextOrder(order, column, block.columns[column]?.kind ?? "text"))}
      />
      <Box
        sx={{
          display: "flex",
          alignItems: "center",
          gap: 1.5,
          px: 1.5,
          py: 0.75,
          minHeight: 38,
          typography: "caption",
          color: "text.secondary",
        }}
      >
        <span aria-live="polite">{counted(shown.length, rows.length, Math.max(block.totalRows, rows.length))}</span>
        {!all && block.artifactId && (
          <Button onClick={loadAll}>
            {missing > 0 ? `Load all ${formatValue(String(block.totalRows), "number")} rows` : "Load all"}
          </Button>
        )}
        {problem && <Box sx={{ color: "error.main" }}>{problem}</Box>}
      </Box>
    </BlockFrame>
  );
}

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <Box
      sx={{
        display: "flex",
        alignItems: "center",
        gap: 0.75,
        px: 1,
        borderRadius: 2,
        border: 1,
        borderColor: "divider",
        height: 30,
        width: 170,
      }}
    >
      <Search size={14} aria-hidden />
      <InputBase
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Filter rows"
        inputProps={{ "aria-label": "Filter rows" }}
        sx={{ typography: "caption", flex: 1 }}
      />
    </Box>
  );
}

function counted(shown: number, loaded: number, total: number): string {
  const number = (value: number) => formatValue(String(value), "number");
  if (shown < loaded) return `${number(shown)} of ${number(loaded)} rows match`;
  if (loaded < total) return `First ${number(loaded)} of ${number(total)} rows`;
  return `${number(total)} ${total === 1 ? "row" : "rows"}`;
}
