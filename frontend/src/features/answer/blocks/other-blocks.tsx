import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ActionProposalBlock, CodeBlock, RecommendationsBlock } from "@/api";
import { Code } from "@/components/code";
import { formatMoney } from "@/values/format";
import { BlockFrame } from "./block-frame";

export function Recommendations({ block }: { block: RecommendationsBlock }) {
  return (
    <BlockFrame title={block.title}>
      <Box
        component="ul"
        sx={{ m: 0, p: 0, listStyle: "none", "& > li + li": { borderTop: 1, borderColor: "divider" } }}
      >
        {block.items.map((item, index) => (
          <Box component="li" key={index} sx={{ display: "flex", gap: 2, px: 1.5, py: 1.25 }}>
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {item.title}
              </Typography>
              <Typography variant="caption" component="div" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
                {item.resource}
              </Typography>
              {item.detail && (
                <Typography variant="body2" sx={{ mt: 0.5 }}>
                  {item.detail}
                </Typography>
              )}
            </Box>
            <Box sx={{ textAlign: "right", fontVariantNumeric: "tabular-nums" }}>
              <Typography variant="body2" sx={{ fontWeight: 600 }} color="success">
                {formatMoney(item.savingPerMonth, item.unit)}
              </Typography>
              <Typography variant="caption" color="textSecondary">
                a month
              </Typography>
            </Box>
          </Box>
        ))}
      </Box>
    </BlockFrame>
  );
}

export function ActionProposal({ block }: { block: ActionProposalBlock }) {
  return (
    <BlockFrame title={block.title}>
      <Typography variant="body2" sx={{ p: 1.5 }}>
        {block.detail}
      </Typography>
    </BlockFrame>
  );
}

export function CodeSnippet({ block }: { block: CodeBlock }) {
  return (
    <BlockFrame title={block.title}>
      <Box sx={{ px: 1.5 }}>
        <Code code={block.code} language={block.language} />
      </Box>
    </BlockFrame>
  );
}

/** What a newer platform shows and this page cannot. */
export function Unknown({ block }: { block: { readonly title?: string } }) {
  return (
    <BlockFrame title={block.title ?? "More"}>
      <Typography variant="body2" sx={{ p: 1.5 }}>
        {UNKNOWN_BLOCK}
      </Typography>
    </BlockFrame>
  );
}

export const UNKNOWN_BLOCK =
  "This part of the answer is of a kind that this page cannot show. Reload the page to get a newer one.";
