import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { type ReactNode, useState } from "react";
import type { Basis, TableBlock } from "@/api";
import { formatValue } from "@/values/format";
import type { LoadItems } from "../rows";
import { Figure } from "./figure";
import { type AnswerBlock, type BlockKind, shownAndTotal } from "./kind";

type Kind<B extends AnswerBlock> = Required<Pick<BlockKind<B>, "table" | "whole">>;
type WithItems<B> = B & { readonly artifactId?: string | null };

interface Props<B extends AnswerBlock> {
  readonly block: WithItems<B>;
  readonly kind: Kind<B>;
  readonly picture: (block: B) => ReactNode;
  readonly table?: TableBlock | undefined;
  readonly basis: Basis;
  readonly loadRows: LoadItems;
}

/** A block with items: its picture, the table behind it, all of it as CSV, and the rest of it on demand. */
export function Paged<B extends AnswerBlock>({ block, kind, picture, table, basis, loadRows }: Props<B>) {
  const { shown, complete, isPartly, problem, loadAll } = useWhole(block, kind, loadRows);
  const given = table && table.rows.length > 0 ? table : undefined;
  const rows = async () => kind.table(await complete()).rows;
  return (
    <Figure
      picture={
        <>
          {picture(shown)}
          {isPartly && <Foot block={shown} problem={problem} loadAll={loadAll} />}
        </>
      }
      table={given ?? ownTable(shown, kind, block.artifactId)}
      rows={given ? undefined : rows}
      basis={basis}
      loadRows={loadRows}
    />
  );
}

/** A block as far as it is here, and how to get the rest. */
function useWhole<B extends AnswerBlock>(block: WithItems<B>, kind: Kind<B>, load: LoadItems) {
  const [all, setAll] = useState<B>();
  const [problem, setProblem] = useState("");
  const { artifactId } = block;
  const complete = async (): Promise<B> => {
    if (all || !artifactId) return all ?? block;
    const loaded = kind.whole(block, await load(artifactId));
    setAll(loaded);
    return loaded;
  };
  const loadAll = () => {
    setProblem("");
    complete().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return { shown: all ?? block, complete, isPartly: Boolean(artifactId) && !all, problem, loadAll };
}

/** The table of a block's own items. Points of a chart are no rows, so how many rows there are is not known before. */
function ownTable<B extends AnswerBlock>(shown: B, kind: Kind<B>, artifactId: string | null | undefined): TableBlock {
  const table = kind.table(shown);
  const [, total] = shownAndTotal(shown);
  return {
    ...table,
    totalRows: shown.type === "time_series" ? table.totalRows : total,
    artifactId: artifactId ?? null,
  };
}

function Foot({ block, problem, loadAll }: { block: AnswerBlock; problem: string; loadAll: () => void }) {
  const [count, total] = shownAndTotal(block).map((value) => formatValue(String(value), "number"));
  const isCounted = count !== total;
  return (
    <Box
      className="no-print"
      sx={{
        display: "flex",
        flexWrap: "wrap",
        alignItems: "center",
        gap: 1.5,
        px: 1.5,
        py: 0.75,
        typography: "caption",
        color: "text.secondary",
      }}
    >
      {isCounted && <span>{`${count} of ${total} are shown`}</span>}
      <Button onClick={loadAll}>{isCounted ? `Load all ${total}` : "Load all"}</Button>
      {problem && <Box sx={{ color: "error.main" }}>{problem}</Box>}
    </Box>
  );
}
