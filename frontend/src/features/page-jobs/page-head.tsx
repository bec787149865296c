import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { formatDay } from "@/values/format";
import { type Bill, nameOf } from "../bill/bill";

/** What a page is called, of which bill it is, and what can be done with the whole of it. */
export function PageHead({ title, bill, children }: { title: string; bill: Bill; children: ReactNode }) {
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1.5, mb: 2 }}>
      <Box sx={{ flex: "1 1 220px", minWidth: 0 }}>
        <Typography variant="h1" component="h2">
          {title}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
          {nameOf(bill)}
          {bill.asOf && `, data as of ${formatDay(bill.asOf)}`}
        </Typography>
      </Box>
      {children}
    </Box>
  );
}
