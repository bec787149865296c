import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";

/** Entries under each other: what it is on the left, its amount on the right, on a phone below. */
export function ItemList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box
      component="ul"
      aria-label={label}
      sx={{ m: 0, p: 0, listStyle: "none", "& > li + li": { borderTop: 1, borderColor: "divider" } }}
    >
      {children}
    </Box>
  );
}

interface EntryProps {
  readonly title: ReactNode;
  readonly under: string;
  readonly amount: string;
  readonly amountUnder: string;
  readonly good?: boolean;
  readonly children?: ReactNode;
}

export function Entry({ title, under, amount, amountUnder, good = false, children }: EntryProps) {
  return (
    <Box component="li" sx={{ display: "flex", gap: 2, px: 1.5, py: 1.25, contentVisibility: "auto" }}>
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {title}
        </Typography>
        {under !== "" && (
          <Typography variant="caption" component="div" color="textSecondary">
            {under}
          </Typography>
        )}
        {children}
      </Box>
      <Box sx={{ textAlign: "right", fontVariantNumeric: "tabular-nums", flex: "none", maxWidth: "45%" }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }} color={good ? "success" : "textPrimary"}>
          {amount}
        </Typography>
        <Typography variant="caption" color="textSecondary" component="div">
          {amountUnder}
        </Typography>
      </Box>
    </Box>
  );
}

/** A word about an entry, told apart by its border as well as by its colour. */
export function Tag({ children, tone = "text.secondary" }: { children: ReactNode; tone?: string }) {
  return (
    <Box
      component="span"
      sx={{
        display: "inline-block",
        px: 0.75,
        border: 1,
        borderColor: tone,
        borderRadius: 1.5,
        typography: "caption",
        color: tone,
        "&::first-letter": { textTransform: "uppercase" },
      }}
    >
      {children}
    </Box>
  );
}
