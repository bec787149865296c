import Box from "@mui/material/Box";
import { ChoiceButtons } from "@/components/choice-buttons";
import { Choose } from "@/components/choose";
import { GROUPS, oneOf, PERIODS, type Shown, SHOWN, type View } from "./view";

interface Props {
  readonly view: View;
  readonly onShow: (view: View) => void;
  /** The keys of the policy. */
  readonly keys: readonly string[];
}

/** What is looked at, of which keys, when, and by what. */
export function Controls({ view, onShow, keys }: Props) {
  return (
    <Box
      role="group"
      aria-label="What is shown"
      className="no-print"
      sx={{
        mb: 3,
        display: "grid",
        gap: 1.25,
        alignItems: "end",
        gridTemplateColumns: { xs: "repeat(2, minmax(0, 1fr))", md: "max-content repeat(3, minmax(120px, 200px))" },
        "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
      }}
    >
      <Box sx={{ gridColumn: { xs: "1 / -1", md: "auto" }, minWidth: 0, overflowX: "auto" }}>
        <ChoiceButtons
          label="View"
          value={view.shown}
          options={Object.entries(SHOWN).map(([value, label]) => ({ value: value as Shown, label }))}
          onChange={(shown) => onShow({ ...view, shown })}
        />
      </Box>
      <Choose
        label="Tag key"
        value={view.key}
        options={keys.map((key) => [key, key] as const)}
        onChange={(key) => onShow({ ...view, key })}
      />
      {view.shown !== "drift" && (
        <Choose
          label="Period"
          value={view.period}
          anyWords="As usual"
          options={Object.entries(PERIODS)}
          onChange={(period) => onShow({ ...view, period: oneOf(PERIODS, period) ?? "" })}
        />
      )}
      {view.shown === "coverage" && (
        <Choose
          label="Group by"
          anyWords="Nothing"
          value={view.group}
          options={Object.entries(GROUPS)}
          onChange={(group) => onShow({ ...view, group: oneOf(GROUPS, group) ?? "" })}
        />
      )}
    </Box>
  );
}
