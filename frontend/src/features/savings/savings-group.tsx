import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useId, useState } from "react";
import { formatValue } from "@/values/format";
import { readable } from "@/values/texts";
import { ItemList } from "../answer/blocks/item-list";
import { type Group, type Totals, totalsOf } from "./list";
import type { AccountNames } from "./saving";
import { SavingEntry } from "./saving-entry";
import { amountWords, recommendations } from "./totals-view";

/** More entries than these are drawn when they are asked for. */
const DRAWN = 100;

/** A part of the list with what it comes to. */
export function SavingsGroup({ group, names }: { group: Group; names: AccountNames }) {
  const id = useId();
  const [whole, setWhole] = useState(false);
  const { name, savings } = group;
  const title = name === "" ? "All recommendations" : readable(name);
  const drawn = whole ? savings : savings.slice(0, DRAWN);
  const [some, all] = [drawn.length, savings.length].map((count) => formatValue(String(count), "number"));
  return (
    <Box
      component="section"
      aria-labelledby={id}
      sx={{ border: 1, borderColor: "divider", borderRadius: 2.5, overflow: "hidden", bgcolor: "background.paper" }}
    >
      <Box sx={{ px: 1.5, py: 1, borderBottom: 1, borderColor: "divider", bgcolor: "action.hover" }}>
        <Typography id={id} component="h3" variant="h3" sx={{ overflowWrap: "anywhere" }}>
          {title}
        </Typography>
        <Typography variant="caption" component="p" sx={{ m: 0, fontVariantNumeric: "tabular-nums" }}>
          {totalWords(totalsOf(savings))}
        </Typography>
      </Box>
      <ItemList label={title}>
        {drawn.map((saving, index) => (
          <SavingEntry
            key={`${saving.item.check} ${saving.account} ${saving.item.resource} ${index}`}
            saving={saving}
            names={names}
          />
        ))}
      </ItemList>
      {drawn.length < savings.length && (
        <Box sx={{ px: 1.5, py: 0.75, typography: "caption", borderTop: 1, borderColor: "divider" }}>
          {some} of {all} are listed; the totals are of all {all}.{" "}
          <Button onClick={() => setWhole(true)}>List all {all}</Button>
        </Box>
      )}
    </Box>
  );
}

/** `about $434.72 a month in 45 recommendations · not counted: about $40.00 in 2`. */
function totalWords({ counted, uncounted }: Totals): string {
  const parts = [
    counted.recommendations > 0 && `${amountWords(counted)} a month in ${recommendations(counted.recommendations)}`,
    uncounted.recommendations > 0 &&
      `not counted: ${amountWords(uncounted)} a month in ${recommendations(uncounted.recommendations)}`,
  ];
  return parts.filter(Boolean).join(" · ").replace(/^n/, "N");
}
