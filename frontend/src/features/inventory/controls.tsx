import Box from "@mui/material/Box";
import { useId, useMemo } from "react";
import { Choose, FIELD } from "@/components/choose";
import { type Choice, type Filter, ONLY, withKind } from "./choice";
import { kindsOf, valuesOf } from "./list";
import type { Thing } from "./things";

interface Props {
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
  /** All there is to choose from. */
  readonly things: readonly Thing[];
}

/** What the list is narrowed to. */
export function Controls({ choice, onChoose, things }: Props) {
  const id = useId();
  const choose = (name: Filter) => (value: string) => onChoose({ ...choice, [name]: value });
  const options = useOptions(things, choice.kind);
  return (
    <Box
      role="search"
      aria-label="Filter resources"
      className="no-print"
      sx={{
        display: "grid",
        gap: 1.25,
        gridTemplateColumns: {
          xs: "repeat(2, minmax(0, 1fr))",
          sm: "repeat(4, minmax(0, 1fr))",
          lg: "minmax(0, 2fr) repeat(6, minmax(0, 1fr))",
        },
        "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
      }}
    >
      <Box sx={{ gridColumn: { xs: "span 2", lg: "auto" } }}>
        <label htmlFor={id}>Text</label>
        <Box
          component="input"
          id={id}
          type="search"
          value={choice.text}
          maxLength={200}
          placeholder="Name, id, tag such as team=shop"
          autoComplete="off"
          onChange={(event) => choose("text")(event.target.value)}
          sx={{ ...FIELD, "&::placeholder": { color: "text.secondary", opacity: 1 } }}
        />
      </Box>
      <Choose
        label="Kind"
        value={choice.kind}
        options={options.kinds}
        onChange={(kind) => onChoose(withKind(choice, kind))}
      />
      <Choose label="Account" value={choice.account} options={options.accounts} onChange={choose("account")} />
      <Choose label="Region" value={choice.region} options={options.regions} onChange={choose("region")} />
      <Choose label="State" value={choice.state} options={options.states} onChange={choose("state")} />
      <Choose label="Type" value={choice.type} options={options.types} onChange={choose("type")} />
      <Choose
        label="Only"
        value={choice.only}
        anyWords="Everything"
        options={Object.entries(ONLY)}
        onChange={choose("only")}
      />
    </Box>
  );
}

function useOptions(things: readonly Thing[], kind: string) {
  return useMemo(() => {
    const own = (of: (thing: Thing) => string) => valuesOf(things, kind, of).map((value) => [value, value] as const);
    const accounts = new Map(things.map(({ account, accountName }) => [account, accountName || account] as const));
    return {
      kinds: kindsOf(things, [])
        .map((one) => [one.kind, one.what] as const)
        .sort((a, b) => a[1].localeCompare(b[1])),
      accounts: [...accounts].sort((a, b) => a[1].localeCompare(b[1])),
      regions: own(({ region }) => region),
      states: own(({ state }) => state),
      types: own(({ type }) => type),
    };
  }, [things, kind]);
}
