import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import Popover from "@mui/material/Popover";
import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { formatPeriod } from "@/values/format";
import { type Bill, nameOf } from "./bill";
import { BillFacts } from "./bill-facts";

/** Which bill the answers are about, always in sight; more about it on a click. */
export function BillChip({ bill }: { bill: Bill }) {
  const [at, setAt] = useState<HTMLElement | null>(null);
  return (
    <>
      <ButtonBase
        aria-haspopup="dialog"
        aria-expanded={at !== null}
        onClick={(event) => setAt(event.currentTarget)}
        sx={{
          gap: 1,
          minWidth: 0,
          px: 1.25,
          height: 34,
          borderRadius: 2,
          border: 1,
          borderColor: "divider",
          typography: "body2",
          "&:hover": { bgcolor: "action.hover" },
        }}
      >
        <FileSpreadsheet size={15} aria-hidden style={{ flex: "none" }} />
        <Box component="span" sx={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
          {nameOf(bill)}
        </Box>
        {bill.period && (
          <Box
            component="span"
            sx={{ color: "text.secondary", whiteSpace: "nowrap", display: { xs: "none", sm: "inline" } }}
          >
            {formatPeriod(bill.period)}
          </Box>
        )}
        {bill.sample && (
          <Box
            component="span"
            sx={{
              px: 0.75,
              borderRadius: 1,
              bgcolor: "warning.main",
              color: "background.paper",
              typography: "caption",
              fontWeight: 600,
            }}
          >
            Sample
          </Box>
        )}
      </ButtonBase>
      <Popover
        open={at !== null}
        anchorEl={at}
        onClose={() => setAt(null)}
        anchorOrigin={{ vertical: "bottom", horizontal: "left" }}
        slotProps={{
          paper: { role: "dialog", "aria-label": "The loaded bill", sx: { mt: 0.75, p: 2, maxWidth: 460 } },
        }}
      >
        <BillFacts bill={bill} />
        <Button href="#/bill" onClick={() => setAt(null)} sx={{ mt: 1, ml: -0.75 }}>
          All about this bill
        </Button>
      </Popover>
    </>
  );
}
