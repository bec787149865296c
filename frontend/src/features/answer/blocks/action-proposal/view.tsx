import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ActionProposalBlock } from "@/api";
import { readable } from "@/values/texts";
import { BlockFrame } from "../block-frame";
import type { ViewProps } from "../kind";
import { proposalLines } from ".";

/** What would be done; deciding about it is offered where the job waits for it. */
export default function ActionProposal({ block }: ViewProps<ActionProposalBlock>) {
  const lines = block.proposal ? proposalLines(block.proposal) : [];
  return (
    <BlockFrame title={block.title}>
      <Typography variant="body2" sx={{ px: 1.5, pt: 1.5, pb: lines.length > 0 ? 0.5 : 1.5, overflowWrap: "anywhere" }}>
        {readable(block.detail)}
      </Typography>
      {lines.length > 0 && (
        <Box
          component="dl"
          sx={{
            m: 0,
            px: 1.5,
            pb: 1.5,
            display: "grid",
            gridTemplateColumns: { xs: "1fr", sm: "max-content 1fr" },
            columnGap: 3,
            rowGap: { xs: 0, sm: 0.5 },
            typography: "body2",
            "& dt": { color: "text.secondary" },
            "& dd": { m: 0, overflowWrap: "anywhere" },
          }}
        >
          {lines.map(([term, words]) => (
            <Box key={term} sx={{ display: "contents" }}>
              <dt>{term}</dt>
              <dd>{readable(words)}</dd>
            </Box>
          ))}
        </Box>
      )}
    </BlockFrame>
  );
}
