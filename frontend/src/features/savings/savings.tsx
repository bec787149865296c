import Box from "@mui/material/Box";
import { useAddressSteps } from "@/components/address-state";
import { ChoiceButtons } from "@/components/choice-buttons";
import { type BillPageProps, offered } from "../page";
import { History } from "./history";
import { OpenSavings } from "./open-savings";
import { HISTORY, OFFER } from "./page";
import { IN_ADDRESS, VIEWS } from "./views";

/** What can be saved: the advice agent's answer, as a list to be filtered, sorted and grouped; and what was saved. */
export default function Savings({ bill, ...rest }: BillPageProps) {
  const [view, show] = useAddressSteps(IN_ADDRESS);
  const [open, past] = [offered(bill, OFFER), offered(bill, HISTORY)];
  if (!open) return null;
  const switcher = past && <ChoiceButtons label="What is shown" value={view} options={VIEWS} onChange={show} />;
  const shown = { bill, switcher, ...rest };
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1080, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        {view === "history" && past ? <History asked={past} {...shown} /> : <OpenSavings asked={open} {...shown} />}
      </Box>
    </Box>
  );
}
