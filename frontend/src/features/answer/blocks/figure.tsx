import Button from "@mui/material/Button";
import { ChartNoAxesCombined, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Basis, TableBlock as Table } from "@/api";
import type { Rows } from "../csv";
import { type LoadItems, rowsOf } from "../rows";
import { BlockFrame } from "./block-frame";
import { CsvButton } from "./csv-button";
import { TableBlock } from "./table/view";

interface Props {
  readonly picture: ReactNode;
  /** The same numbers, exact. */
  readonly table: Table;
  /** All rows of the table, where it does not keep them itself. */
  readonly rows?: (() => Promise<Rows>) | undefined;
  readonly basis: Basis;
  readonly loadRows: LoadItems;
}

/** A picture of numbers that can be turned into the table behind it. */
export function Figure({ picture, table, rows, basis, loadRows }: Props) {
  const [asTable, setAsTable] = useState(false);
  const toggle = (
    <Button
      color="inherit"
      startIcon={asTable ? <ChartNoAxesCombined size={15} /> : <Table2 size={15} />}
      onClick={() => setAsTable(!asTable)}
    >
      {asTable ? "Chart" : "Table"}
    </Button>
  );
  if (asTable) return <TableBlock block={table} basis={basis} loadRows={rows ?? loadRows} tools={toggle} />;
  const all = rows ?? (async () => (table.artifactId ? rowsOf(await loadRows(table.artifactId)) : table.rows));
  return (
    <BlockFrame
      title={table.title}
      tools={
        <>
          {toggle}
          <CsvButton table={table} basis={basis} rows={all} />
        </>
      }
    >
      {picture}
    </BlockFrame>
  );
}
