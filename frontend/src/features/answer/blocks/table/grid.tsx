import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type CSSProperties, memo, useMemo, useState } from "react";
import type { Column } from "@/api";
import { approximate } from "@/values/decimal";
import { formatValue } from "@/values/format";
import type { Rows } from "../../csv";
import type { Order } from "../../table-order";
import { columnWidths } from "./column-widths";
import { ROW_HEIGHT, Scroller, Table } from "./grid-table";

/** Up to here all rows are in the document, so that printing and finding in the page see them. */
const VIRTUAL_FROM = 80;

interface Props {
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly order: Order | undefined;
  readonly label: string;
  readonly onSort: (column: number) => void;
}

/** A table of which only the visible rows exist, for any number of rows. */
export function Grid({ columns, rows, order, label, onSort }: Props) {
  // State, not a ref: the rows that are visible are only known once what scrolls is there, and then they are drawn.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const widths = useMemo(() => columnWidths(columns, rows), [columns, rows]);
  const Body = rows.length > VIRTUAL_FROM ? VisibleRows : AllRows;
  return (
    <Scroller ref={setScroller} tabIndex={0} role="group" aria-label={`${label}, scrollable`}>
      <Table aria-label={label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {widths.map((width, index) => (
            <col key={index} style={{ width }} />
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
          <Body rows={rows} columns={columns} scroller={scroller} />
        </tbody>
      </Table>
    </Scroller>
  );
}

interface BodyProps extends Pick<Props, "columns" | "rows"> {
  readonly scroller: HTMLElement | null;
}

function AllRows({ columns, rows }: BodyProps) {
  return rows.map((row, index) => <Row key={index} index={index} row={row} columns={columns} />);
}

function VisibleRows({ columns, rows, scroller }: BodyProps) {
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  return (
    <>
      <Gap height={items[0]?.start ?? 0} />
      {items.map(({ index }) => (
        <Row key={index} index={index} row={rows[index] ?? []} columns={columns} />
      ))}
      <Gap height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)} />
    </>
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
