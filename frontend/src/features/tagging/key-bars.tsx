import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { formatMoney, formatValue } from "@/values/format";
import { isolated } from "@/values/texts";
import { type Part, type PolicyKey, RIGHT } from "./policy-keys";

interface Props {
  readonly keys: readonly PolicyKey[];
  /** Leads to what breaks the policy by one key. */
  readonly onKey: (key: string) => void;
}

/** How much of the cost has each key of the policy, and what is wrong with the rest. */
export function KeyBars({ keys, onKey }: Props) {
  return (
    <Box component="ul" aria-label="Coverage by key" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 2 }}>
      {keys.map((each) => (
        <Box component="li" key={each.key} sx={{ minWidth: 0 }}>
          <Key of={each} onKey={onKey} />
        </Box>
      ))}
    </Box>
  );
}

function Key({ of: { key, standing, share, parts, unit }, onKey }: { of: PolicyKey; onKey: Props["onKey"] }) {
  const isBroken = parts.some(({ name }) => name !== RIGHT);
  return (
    <>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "baseline", columnGap: 1, mb: 0.5 }}>
        <Typography component="h3" variant="body2" sx={{ fontWeight: 600, overflowWrap: "anywhere" }}>
          {isolated(key)}
        </Typography>
        <Typography variant="caption" color="textSecondary" sx={{ flex: 1 }}>
          {standing}
        </Typography>
        <Typography variant="body2" sx={{ fontVariantNumeric: "tabular-nums" }}>
          {share === null ? "nothing can be tagged" : `${formatValue(share, "percent")} right`}
        </Typography>
      </Box>
      <Box
        aria-hidden
        sx={{ display: "flex", gap: "1px", height: 10, borderRadius: 1, overflow: "hidden", bgcolor: "action.hover" }}
      >
        {parts.map((part) => (
          <Box key={part.name} sx={{ width: `${part.width * 100}%`, bgcolor: colourOf(part) }} />
        ))}
      </Box>
      <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "baseline", columnGap: 2, mt: 0.5 }}>
        <Typography variant="caption" component="p" color="textSecondary" sx={{ m: 0, flex: 1, minWidth: 180 }}>
          {parts.map(({ words, amount }) => `${words}: ${formatMoney(amount, unit)}`).join(" · ")}
        </Typography>
        {isBroken && (
          <Button className="no-print" sx={{ py: 0 }} aria-label={`What breaks it: ${key}`} onClick={() => onKey(key)}>
            What breaks it
          </Button>
        )}
      </Box>
    </>
  );
}

/** What is right, what is not there, and what is there though not as it should be: told in words beside the bar. */
function colourOf({ name }: Part): string {
  if (name === RIGHT) return "success.main";
  return name === "missing" ? "error.main" : "warning.main";
}
