import { styled } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type CSSProperties, memo, useMemo, useRef } from "react";
import type { Column } from "@/api";
import { approximate } from "@/values/decimal";
import { formatValue } from "@/values/format";
import type { Rows } from "../csv";
import type { Order } from "../table-order";

const ROW_HEIGHT = 34;
/** Up to here all rows are in the document, so that printing and finding in the page see them. */
const VIRTUAL_FROM = 80;
const WIDTH_SAMPLE = 300;
/** The widest a column gets, in characters: on a phone the amounts should be in sight beside the names. */
const WIDE_CH = 48;
const NARROW_CH = 20;

interface Props {
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly order: Order | undefined;
  readonly label: string;
  readonly onSort: (column: number) => void;
}

/** A table of which only the visible rows exist, for any number of rows. */
export function Grid({ columns, rows, order, label, onSort }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = rows.length > VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    enabled: virtual,
  });
  const items = virtualizer.getVirtualItems();
  const indices = virtual ? items.map((item) => item.index) : rows.map((_, index) => index);
  const before = virtual ? (items[0]?.start ?? 0) : 0;
  const after = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const isNarrow = useMediaQuery("(max-width: 600px)");
  const widths = useMemo(() => columnWidths(columns, rows, isNarrow ? NARROW_CH : WIDE_CH), [columns, rows, isNarrow]);

  return (
    <Scroller ref={scroller} tabIndex={0} role="group" aria-label={`${label}, scrollable`}>
      <Table aria-label={label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {widths.map((width, index) => (
            <col key={index} style={{ width: `${width}ch` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <Head
                key={column.key}
                column={column}
                order={order?.column === index ? order : undefined}
                onSort={() => onSort(index)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} />
          {indices.map((index) => (
            <Row key={index} index={index} row={rows[index] ?? []} columns={columns} />
          ))}
          <Gap height={after} />
        </tbody>
      </Table>
    </Scroller>
  );
}

function Head({ column, order, onSort }: { column: Column; order: Order | undefined; onSort: () => void }) {
  const Arrow = order?.descending ? ArrowDown : ArrowUp;
  const sorted = order && (order.descending ? "descending" : "ascending");
  return (
    <th scope="col" aria-sort={sorted ?? "none"} className={align(column)}>
      <button type="button" onClick={onSort}>
        <span>{column.label}</span>
        <Arrow size={13} aria-hidden style={{ visibility: order ? "visible" : "hidden" }} />
      </button>
    </th>
  );
}

const Row = memo(function Row({
  index,
  row,
  columns,
}: {
  index: number;
  row: Rows[number];
  columns: readonly Column[];
}) {
  return (
    <tr aria-rowindex={index + 2} style={{ height: ROW_HEIGHT }}>
      {columns.map((column, position) => {
        const value = row[position];
        const text = formatValue(value, column.kind, column.unit);
        return (
          <td
            key={column.key}
            className={align(column)}
            title={value ?? undefined}
            style={column.key === "share" ? shareStyle(value) : undefined}
          >
            {text}
          </td>
        );
      })}
    </tr>
  );
});

function Gap({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}

/** A share's bar, drawn behind its number. */
function shareStyle(value: string | null | undefined): CSSProperties | undefined {
  const share = approximate(value ?? "");
  if (!(share > 0 && share <= 1)) return undefined;
  return { backgroundImage: `linear-gradient(to left, var(--share) ${share * 100}%, transparent 0)` };
}

function align(column: Column): string {
  return column.kind === "text" || column.kind === "date" ? "start" : "end";
}

/** Widths that hold while scrolling: from the longest text of a sample, in characters, within reason. */
function columnWidths(columns: readonly Column[], rows: Rows, widest: number): number[] {
  const sample = rows.slice(0, WIDTH_SAMPLE);
  return columns.map((column, index) => {
    const texts = sample.map((row) => formatValue(row[index], column.kind, column.unit).length);
    return Math.min(widest, Math.max(column.label.length + 3, ...texts)) + 3;
  });
}

const Scroller = styled("div")({ overflow: "auto", maxHeight: 460, overscrollBehaviorX: "contain" });

const Table = styled("table")(({ theme }) => ({
  width: "100%",
  tableLayout: "fixed",
  borderCollapse: "separate",
  borderSpacing: 0,
  ...theme.typography.body2,
  fontVariantNumeric: "tabular-nums",
  "& th": {
    position: "sticky",
    top: 0,
    zIndex: 1,
    padding: 0,
    background: theme.vars.palette.background.paper,
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  "& th button": {
    all: "unset",
    boxSizing: "border-box",
    display: "flex",
    alignItems: "center",
    gap: 4,
    width: "100%",
    height: 34,
    padding: "0 12px",
    cursor: "pointer",
    fontWeight: 550,
    fontSize: "0.78125rem",
    color: theme.vars.palette.text.secondary,
    "&:hover": { color: theme.vars.palette.text.primary },
    "&:focus-visible": { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: -3 },
  },
  "& th.end button": { flexDirection: "row-reverse" },
  "& td": {
    padding: "0 12px",
    whiteSpace: "nowrap",
    overflow: "hidden",
    textOverflow: "ellipsis",
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  "& tbody tr:last-of-type td": { borderBottom: 0 },
  "& tbody tr:hover td": { background: theme.vars.palette.action.hover },
  "& .end": { textAlign: "right" },
  "& .start": { textAlign: "left" },
}));
