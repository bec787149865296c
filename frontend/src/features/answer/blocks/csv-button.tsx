import Button from "@mui/material/Button";
import { Download } from "lucide-react";
import { useState } from "react";
import type { Basis, TableBlock } from "@/api";
import { download, fileName } from "@/components/download";
import { basisLines } from "../basis-words";
import { type Rows, toCsv } from "../csv";

interface Props {
  readonly table: Pick<TableBlock, "title" | "columns">;
  readonly basis: Basis;
  /** All rows, which may have to be fetched. */
  readonly rows: () => Promise<Rows>;
}

export function CsvButton({ table, basis, rows }: Props) {
  const [failed, setFailed] = useState(false);
  const save = async () => {
    const text = toCsv({ ...table, rows: await rows() }, basisLines(basis));
    download(`${fileName(table.title)}.csv`, "text/csv", text);
  };
  const attempt = () => {
    setFailed(false);
    save().catch(() => setFailed(true));
  };
  return (
    <Button color={failed ? "error" : "inherit"} startIcon={<Download size={15} />} onClick={attempt}>
      {failed ? "CSV failed, try again" : "CSV"}
    </Button>
  );
}
