import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import { formatMoney, formatValue } from "@/values/format";
import { readable } from "@/values/texts";
import type { OfKind } from "./list";

interface Props {
  readonly kinds: readonly OfKind[];
  /** The kind that the list is narrowed to; empty for none. */
  readonly chosen: string;
  readonly onChoose: (kind: string) => void;
}

/** Every kind with how many there are and what they cost; a click narrows the list to it, another one undoes that. */
export function KindsList({ kinds, chosen, onChoose }: Props) {
  return (
    <Box
      component="ul"
      aria-label="Kinds"
      sx={{
        m: 0,
        p: 0,
        listStyle: "none",
        display: "grid",
        gap: 0.75,
        // On a phone in one row to be moved sideways: the list itself is not far below.
        gridTemplateColumns: { xs: "none", sm: "repeat(auto-fill, minmax(190px, 1fr))" },
        gridAutoFlow: { xs: "column", sm: "row" },
        gridAutoColumns: { xs: "minmax(148px, max-content)", sm: "auto" },
        overflowX: { xs: "auto", sm: "visible" },
        pb: { xs: 0.5, sm: 0 },
      }}
    >
      {kinds.map((kind) => (
        <Box component="li" key={kind.kind} sx={{ minWidth: 0 }}>
          <Kind of={kind} isChosen={kind.kind === chosen} onChoose={onChoose} />
        </Box>
      ))}
    </Box>
  );
}

function Kind({ of, isChosen, onChoose }: { of: OfKind; isChosen: boolean; onChoose: Props["onChoose"] }) {
  const costs = of.costs.map(([unit, amount]) => formatMoney(amount, unit)).join(" + ");
  return (
    <ButtonBase
      aria-pressed={isChosen}
      onClick={() => onChoose(isChosen ? "" : of.kind)}
      sx={{
        width: 1,
        height: 1,
        px: 1.25,
        py: 0.75,
        display: "block",
        textAlign: "left",
        border: 1,
        borderColor: isChosen ? "primary.main" : "divider",
        borderRadius: 2,
        bgcolor: isChosen ? "action.selected" : "background.paper",
        "&:hover": { bgcolor: "action.hover" },
      }}
    >
      <Box sx={{ typography: "body2", fontWeight: 600, overflowWrap: "anywhere" }}>{readable(of.what)}</Box>
      <Box sx={{ typography: "caption", color: "text.secondary", fontVariantNumeric: "tabular-nums" }}>
        {formatValue(String(of.count), "number")}
        {costs === "" ? "" : ` · ${costs}`}
      </Box>
    </ButtonBase>
  );
}
