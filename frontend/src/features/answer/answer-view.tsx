import Box from "@mui/material/Box";
import { useMemo } from "react";
import type { Answer, TableBlock as Table } from "@/api";
import { Bars, breakdownTable } from "./blocks/breakdown-block";
import { Figure } from "./blocks/figure";
import { ActionProposal, CodeSnippet, Recommendations, Unknown } from "./blocks/other-blocks";
import { tableOf } from "./blocks/series-data";
import { TableBlock } from "./blocks/table-block";
import { TimePlot } from "./blocks/time-series-block";
import type { Rows } from "./csv";
import { type AnswerBlock, pairBlocks } from "./pairs";

interface Props {
  readonly answer: Answer;
  readonly loadRows: (artifactId: string) => Promise<Rows>;
}

/** The typed parts of an answer, each shown as what it is. */
export function Blocks({ answer, loadRows }: Props) {
  const pairs = useMemo(() => pairBlocks(answer.blocks), [answer.blocks]);
  if (pairs.length === 0) return null;
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      {pairs.map(({ block, table }, index) => (
        <Block key={index} block={block} table={table} basis={answer.basis} loadRows={loadRows} />
      ))}
    </Box>
  );
}

interface BlockProps extends Pick<Props, "loadRows"> {
  readonly block: AnswerBlock;
  /** The table of the same numbers, if the answer has one. */
  readonly table: Table | undefined;
  readonly basis: Answer["basis"];
}

function Block({ block, table, ...rest }: BlockProps) {
  switch (block.type) {
    case "table":
      return <TableBlock block={block} {...rest} />;
    case "time_series":
      return <Figure picture={<TimePlot block={block} />} table={table ?? tableOf(block)} {...rest} />;
    case "breakdown":
      return <Figure picture={<Bars block={block} />} table={table ?? breakdownTable(block)} {...rest} />;
    case "recommendations":
      return <Recommendations block={block} />;
    case "action_proposal":
      return <ActionProposal block={block} />;
    case "code":
      return <CodeSnippet block={block} />;
    default:
      return <Unknown block={block} />;
  }
}
