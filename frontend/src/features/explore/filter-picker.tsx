import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useEffect, useId, useState } from "react";
import { ChoiceButtons } from "@/components/choice-buttons";
import { Choose, FIELD } from "@/components/choose";
import { formatMoney, formatValue } from "@/values/format";
import { isolated } from "@/values/texts";
import { NoAnswer } from "../page-jobs/no-answer";
import { type Choice, choicesOf, type Dimension, labelOf } from "./dimensions";
import { type Asking, useJob } from "./use-job";
import { scopeOf, type ValueFilter, type View, withFilter } from "./view";

interface Props {
  readonly asking: Asking;
  readonly view: View;
  readonly dimensions: readonly Dimension[];
  /** The filter to change; undefined for another one. */
  readonly filter: ValueFilter | undefined;
  readonly onShow: (view: View) => void;
}

const WAYS = [
  { value: "is", label: "Only these" },
  { value: "not", label: "Without these" },
] as const;

const TYPED_AFTER_MS = 250;
const LIST_PX = 260;

/** Values of one dimension to keep or to leave out, from those that the bill has in the period. */
export function FilterPicker({ asking, view, dimensions, filter, onShow }: Props) {
  const [dimension, setDimension] = useState(filter?.dimension ?? view.groups[0] ?? "service");
  const known = filter ?? view.filters.find((one) => one.dimension === dimension);
  const [way, setWay] = useState<"is" | "not">(known?.exclude ? "not" : "is");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(known?.values));
  const [text, setText] = useState("");
  const turnTo = (name: string) => {
    const there = view.filters.find((one) => one.dimension === name);
    setDimension(name);
    setWay(there?.exclude ? "not" : "is");
    setChosen(new Set(there?.values));
    setText("");
  };
  const toggle = (value: string) => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    setChosen(next);
  };
  const apply = () => {
    const cleared = filter ? withFilter(view, { ...filter, values: [] }) : view;
    onShow(withFilter(cleared, { dimension, values: [...chosen], exclude: way === "not" }));
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
      sx={{
        display: "grid",
        gap: 1.25,
        width: { xs: "calc(94vw - 32px)", sm: 380 },
        maxWidth: 1,
        "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
      }}
    >
      <Choose
        label="Filter by"
        any={false}
        value={dimension}
        options={dimensions.map(({ name, label }) => [name, label] as const)}
        onChange={turnTo}
      />
      <ChoiceButtons label="Kept or left out" value={way} options={WAYS} onChange={setWay} />
      <Values {...{ asking, view, dimension, chosen, text }} onType={setText} onToggle={toggle} />
      <Box sx={{ display: "flex", gap: 1, alignItems: "center" }}>
        <Button type="submit" variant="contained" disabled={chosen.size === 0 && !known}>
          Apply
        </Button>
        <Typography variant="caption" color="textSecondary">
          {chosen.size} of {labelOf(dimension, dimensions)} chosen
        </Typography>
      </Box>
    </Box>
  );
}

interface ValuesProps {
  readonly asking: Asking;
  readonly view: View;
  readonly dimension: string;
  readonly chosen: ReadonlySet<string>;
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onToggle: (value: string) => void;
}

function Values({ asking, view, dimension, chosen, text, onType, onToggle }: ValuesProps) {
  const id = useId();
  const { first, found, asked } = useChoices(asking, view, dimension, text);
  const wanted = text.trim().toLowerCase();
  const listed = (found ?? first)?.choices.filter(({ label }) => label.toLowerCase().includes(wanted)) ?? [];
  const missing = [...chosen].filter((value) => !listed.some((choice) => choice.value === value));
  const shown = [...missing.map((value) => ({ label: value === "" ? "No value" : value, value })), ...listed];
  return (
    <>
      <div>
        <label htmlFor={id}>Search</label>
        <Box
          component="input"
          id={id}
          type="search"
          value={text}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => onType(event.target.value)}
          sx={FIELD}
        />
      </div>
      {first ? (
        <Checks choices={shown} chosen={chosen} onToggle={onToggle} />
      ) : (
        // The room that the list takes: the dialog is placed once.
        <Box sx={{ minHeight: LIST_PX }}>
          <NoAnswer job={asked.job} onRetry={asked.retry} />
        </Box>
      )}
      {first && first.total > first.choices.length && (
        <Typography variant="caption" color="textSecondary">
          The {formatValue(String(first.choices.length), "number")} with most cost of{" "}
          {formatValue(String(first.total), "number")}. Search finds the others.
        </Typography>
      )}
    </>
  );
}

/** The values with most cost; of a list that is cut, those that have the text, asked for once the reader pauses. */
function useChoices(asking: Asking, view: View, dimension: string, text: string) {
  const [typed, setTyped] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setTyped(text.trim()), TYPED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const scope = { ...scopeOf(view, dimension), dimension };
  const asked = useJob(asking, "values", QUESTION, scope);
  const first = asked.job?.answer && choicesOf(asked.job.answer);
  const isCut = first !== undefined && first.total > first.choices.length;
  const searched = useJob(asking, "values", QUESTION, isCut && typed !== "" ? { ...scope, text: typed } : undefined);
  return { asked, first, found: searched.job?.answer && choicesOf(searched.job.answer) };
}

const QUESTION = "Values to filter by";

interface ChecksProps {
  readonly choices: readonly (Choice | Pick<Choice, "label" | "value">)[];
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (value: string) => void;
}

function Checks({ choices, chosen, onToggle }: ChecksProps) {
  return (
    <Box
      role="group"
      aria-label="Values"
      tabIndex={0}
      sx={{ height: LIST_PX, overflowY: "auto", border: 1, borderColor: "divider", borderRadius: 2, py: 0.5 }}
    >
      {choices.map((choice) => (
        <Box component="label" key={choice.value} sx={CHECK}>
          <input type="checkbox" checked={chosen.has(choice.value)} onChange={() => onToggle(choice.value)} />
          <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
            {isolated(choice.label)}
          </Box>
          {"amount" in choice && (
            <Box component="span" sx={{ color: "text.secondary", fontVariantNumeric: "tabular-nums" }}>
              {formatMoney(choice.amount, choice.currency)}
            </Box>
          )}
        </Box>
      ))}
      {choices.length === 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 1 }}>
          The period has none of these.
        </Typography>
      )}
    </Box>
  );
}

const CHECK = {
  "&&": { display: "flex", typography: "body2", color: "text.primary", m: 0 },
  gap: 1,
  px: 1,
  py: 0.5,
  alignItems: "center",
  cursor: "pointer",
  "&:hover": { bgcolor: "action.hover" },
};
