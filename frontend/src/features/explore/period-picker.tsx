import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { CalendarDays } from "lucide-react";
import { useId, useState } from "react";
import { FIELD } from "@/components/choose";
import { formatPeriod } from "@/values/format";
import { dayBefore, grainOf, periodOf, PRESETS, rangeOf } from "./periods";
import { PopoverButton } from "./popover-button";
import type { View } from "./view";

interface Days {
  readonly start: string;
  /** The day after. */
  readonly end: string;
}

interface Props {
  readonly view: View;
  readonly onShow: (view: View) => void;
  /** The days that are shown, once they are known. */
  readonly days: Days | undefined;
  /** The days that the bill has. */
  readonly bill: Days | null;
}

/** A usual period, or any first and last day. */
export function PeriodPicker({ view, onShow, days, bill }: Props) {
  const preset = PRESETS.find(({ period }) => period === view.period);
  const shown = days ? formatPeriod(days) : "";
  const name = preset ? preset.label : rangeOf(view.period) ? "" : view.period.replaceAll("_", " ");
  return (
    <Box>
      <Box component="span" sx={{ display: "block", typography: "caption", color: "text.secondary", mb: 0.25 }}>
        Period
      </Box>
      <PopoverButton
        label="Period"
        icon={<CalendarDays size={15} />}
        text={<span>{[name, shown].filter(Boolean).join(": ") || "Choose"}</span>}
      >
        {(close) => (
          <Choices
            {...{ view, days, bill }}
            onShow={(period) => {
              onShow({ ...view, period, grain: grainOf(period) });
              close();
            }}
          />
        )}
      </PopoverButton>
    </Box>
  );
}

function Choices({
  view,
  days,
  bill,
  onShow,
}: Pick<Props, "view" | "days" | "bill"> & { onShow: (period: string) => void }) {
  const id = useId();
  const [first, setFirst] = useState(days?.start ?? bill?.start ?? "");
  const [last, setLast] = useState(days ? dayBefore(days.end) : bill ? dayBefore(bill.end) : "");
  const isRange = first !== "" && last !== "" && first <= last;
  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Box sx={{ display: "grid", gap: 0.75, gridTemplateColumns: "repeat(3, 1fr)" }}>
        {PRESETS.map(({ period, label }) => (
          <Button
            key={period}
            color={period === view.period ? "primary" : "inherit"}
            variant={period === view.period ? "contained" : "outlined"}
            aria-pressed={period === view.period}
            onClick={() => onShow(period)}
            sx={{ borderColor: "divider", whiteSpace: "nowrap" }}
          >
            {label}
          </Button>
        ))}
      </Box>
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRange) onShow(periodOf({ first, last }));
        }}
        sx={{
          display: "grid",
          gap: 1,
          alignItems: "end",
          gridTemplateColumns: "1fr 1fr",
          "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
        }}
      >
        <div>
          <label htmlFor={`${id}-first`}>First day</label>
          <Box
            component="input"
            type="date"
            id={`${id}-first`}
            value={first}
            onChange={(event) => setFirst(event.target.value)}
            sx={FIELD}
          />
        </div>
        <div>
          <label htmlFor={`${id}-last`}>Last day</label>
          <Box
            component="input"
            type="date"
            id={`${id}-last`}
            value={last}
            min={first}
            onChange={(event) => setLast(event.target.value)}
            sx={FIELD}
          />
        </div>
        <Button type="submit" variant="contained" disabled={!isRange} sx={{ height: 34, gridColumn: "1 / -1" }}>
          Show these days
        </Button>
      </Box>
      {bill && <Box sx={{ typography: "caption", color: "text.secondary" }}>The bill has {formatPeriod(bill)}.</Box>}
    </Box>
  );
}
