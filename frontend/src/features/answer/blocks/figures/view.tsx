import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { TrendingDown, TrendingUp } from "lucide-react";
import type { Figure, FiguresBlock } from "@/api";
import { formatValue } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { changeWords, kindOf } from "../../words";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { figuresTable, wholeFigures } from ".";

/** A few numbers side by side, each with how it changed. */
export default function Figures({ block, ...rest }: ViewProps<FiguresBlock>) {
  return <Paged block={block} kind={{ table: figuresTable, whole: wholeFigures }} picture={cards} {...rest} />;
}

function cards(block: FiguresBlock) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gap: "1px",
        gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 170px), 1fr))",
        bgcolor: "divider",
        "& > div": { bgcolor: "background.paper", px: 1.5, py: 1.25, minWidth: 0 },
      }}
    >
      {block.items.map((item, index) => (
        <Card key={index} item={item} />
      ))}
    </Box>
  );
}

function Card({ item }: { item: Figure }) {
  const { label, value, kind, unit, change, changeFrom, note } = item;
  const Arrow = change?.startsWith("-") ? TrendingDown : TrendingUp;
  return (
    <div>
      <Typography component="dt" variant="caption" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
        {isolated(label)}
      </Typography>
      <Box component="dd" sx={{ m: 0 }}>
        <Typography component="div" variant="h2" sx={{ fontVariantNumeric: "tabular-nums", overflowWrap: "anywhere" }}>
          {formatValue(value, kindOf(kind), unit)}
        </Typography>
        {change != null && (
          <Typography component="div" variant="caption" sx={{ display: "flex", alignItems: "center", gap: 0.5 }}>
            <Arrow size={14} aria-hidden />
            {changeWords(change, changeFrom)}
          </Typography>
        )}
        {note !== "" && (
          <Typography component="div" variant="caption" color="textSecondary">
            {readable(note)}
          </Typography>
        )}
      </Box>
    </div>
  );
}
