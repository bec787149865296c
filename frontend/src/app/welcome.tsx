import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import Typography from "@mui/material/Typography";
import { ArrowUpRight } from "lucide-react";
import { type Bill, type BillResult, FALLBACK_SUGGESTIONS, nameOf } from "@/features/bill/bill";
import { formatPeriod } from "@/values/format";

/** First use: what this is about, and questions that this bill can answer. */
export function Welcome({ loaded, onAsk }: { loaded: BillResult | undefined; onAsk: (text: string) => void }) {
  const bill = loaded && "bill" in loaded ? loaded.bill : undefined;
  const examples = bill?.suggestions ?? (loaded ? FALLBACK_SUGGESTIONS : []);
  return (
    <Box sx={{ pt: { xs: 2, sm: "12vh" } }}>
      <Typography variant="h1" component="h2">
        What do you want to know about your bill?
      </Typography>
      <Typography color="textSecondary" sx={{ mt: 1, mb: 3, minHeight: "1.6em" }}>
        {introduction(loaded, bill)}
      </Typography>
      <Box
        component="ul"
        aria-label="Example questions"
        sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1, gridTemplateColumns: { sm: "1fr 1fr" } }}
      >
        {examples.slice(0, 6).map((text) => (
          <li key={text}>
            <ButtonBase
              onClick={() => onAsk(text)}
              sx={{
                width: 1,
                minHeight: 52,
                px: 1.75,
                py: 1.25,
                gap: 1,
                justifyContent: "space-between",
                textAlign: "left",
                border: 1,
                borderColor: "divider",
                borderRadius: 2.5,
                typography: "body2",
                "&:hover": { bgcolor: "action.hover" },
              }}
            >
              {text}
              <Box component={ArrowUpRight} size={15} aria-hidden sx={{ flex: "none", color: "text.secondary" }} />
            </ButtonBase>
          </li>
        ))}
      </Box>
    </Box>
  );
}

function introduction(loaded: BillResult | undefined, bill: Bill | undefined): string {
  if (bill)
    return `${nameOf(bill)}${bill.period ? `, ${formatPeriod(bill.period)}` : ""}. Every number comes with its basis.`;
  return loaded && "problem" in loaded ? loaded.problem : "";
}
