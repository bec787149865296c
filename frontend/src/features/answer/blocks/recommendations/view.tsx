import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { Recommendation, RecommendationsBlock } from "@/api";
import { formatMoney } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { useBlockActions } from "../../../actions/block-actions";
import { entityWords, evidenceWords, plainWord } from "../../words";
import { Entry, ItemList, Tag } from "../item-list";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { recommendationsTable, riskWords, wholeRecommendations } from "./table";

/** What can be saved: each with its evidence, what doing it takes, and what became of it. */
export default function Recommendations({ block, ...rest }: ViewProps<RecommendationsBlock>) {
  const kind = { table: recommendationsTable, whole: wholeRecommendations };
  return <Paged block={block} kind={kind} picture={list} {...rest} />;
}

function list(block: RecommendationsBlock) {
  return (
    <ItemList label={block.title}>
      {block.items.map((item, index) => (
        <Item key={index} item={item} />
      ))}
    </ItemList>
  );
}

function Item({ item }: { item: Recommendation }) {
  const { ask } = useBlockActions();
  const saving = formatMoney(item.savingPerMonth, item.unit);
  const where = [isolated(item.resource), item.entity ? entityWords(item.entity) : ""].filter(Boolean).join(" · ");
  const tags = tagsOf(item);
  return (
    <Entry
      title={readable(item.title)}
      under={where}
      amount={item.estimated ? `about ${saving}` : saving}
      amountUnder="a month"
      good={item.notCounted === ""}
    >
      {[item.finding, item.detail].filter(Boolean).map((text, index) => (
        <Typography key={index} variant="body2" sx={{ mt: 0.5 }}>
          {readable(text)}
        </Typography>
      ))}
      {item.evidence.length > 0 && (
        <Box
          component="ul"
          aria-label="Evidence"
          sx={{ my: 0.5, pl: 2.25, typography: "caption", color: "text.secondary" }}
        >
          {item.evidence.map((evidence, index) => (
            <li key={index}>{evidenceWords(evidence)}</li>
          ))}
        </Box>
      )}
      {tags.length > 0 && (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 0.5, mt: 0.5 }}>
          {tags.map(({ words, tone }) => (
            <Tag key={words} tone={tone}>
              {words}
            </Tag>
          ))}
        </Box>
      )}
      {item.notCounted && (
        <Typography variant="caption" component="div" color="textSecondary" sx={{ mt: 0.5 }}>
          Not counted: {readable(item.notCounted)}
        </Typography>
      )}
      {ask && (
        <Button sx={{ mt: 0.25, ml: -0.75 }} onClick={() => ask(`What did ${item.resource} cost?`)}>
          Ask about it
        </Button>
      )}
    </Entry>
  );
}

function tagsOf(item: Recommendation): { words: string; tone: string }[] {
  const risk = riskWords(item);
  const tags = [
    { words: item.effort && `effort: ${plainWord(item.effort)}`, tone: "text.secondary" },
    {
      words: risk && `risk: ${risk}`,
      tone: item.risk === "high" || item.reversible === false ? "error.main" : "text.secondary",
    },
    { words: item.status === "open" ? "" : plainWord(item.status), tone: "warning.main" },
    {
      words: item.sources.length > 0 ? `source: ${item.sources.map((source) => readable(source)).join(", ")}` : "",
      tone: "text.secondary",
    },
  ];
  return tags.filter(({ words }) => words !== "");
}
