import Box from "@mui/material/Box";
import type { Answer } from "@/api";
import { ActionProposal, CodeSnippet, Recommendations } from "./blocks/other-blocks";
import { BreakdownBlock } from "./blocks/breakdown-block";
import { TableBlock } from "./blocks/table-block";
import { TimeSeriesBlock } from "./blocks/time-series-block";
import type { Rows } from "./csv";

interface Props {
  readonly answer: Answer;
  readonly loadRows: (artifactId: string) => Promise<Rows>;
}

/** The typed parts of an answer, each shown as what it is. */
export function Blocks({ answer, loadRows }: Props) {
  if (answer.blocks.length === 0) return null;
  return (
    <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      {answer.blocks.map((block, index) => (
        <Block key={index} block={block} basis={answer.basis} loadRows={loadRows} />
      ))}
    </Box>
  );
}

interface BlockProps extends Pick<Props, "loadRows"> {
  readonly block: Answer["blocks"][number];
  readonly basis: Answer["basis"];
}

function Block({ block, basis, loadRows }: BlockProps) {
  switch (block.type) {
    case "table":
      return <TableBlock block={block} basis={basis} loadRows={loadRows} />;
    case "time_series":
      return <TimeSeriesBlock block={block} basis={basis} />;
    case "breakdown":
      return <BreakdownBlock block={block} />;
    case "recommendations":
      return <Recommendations block={block} />;
    case "action_proposal":
      return <ActionProposal block={block} />;
    case "code":
      return <CodeSnippet block={block} />;
  }
}
