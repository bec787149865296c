import Box from "@mui/material/Box";
import { useId } from "react";
import { Choose, FIELD } from "@/components/choose";
import { type Choice, COUNTED, DEGREES, GROUPINGS, KIND_NAMES, SORTS } from "./choice";
import { type AccountNames, accountWords, type Saving } from "./saving";

interface Props {
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
  /** All there is to choose from. */
  readonly savings: readonly Saving[];
  readonly names: AccountNames;
}

/** What the list is narrowed to, its order and its groups. */
export function Controls({ choice, onChoose, savings, names }: Props) {
  const id = useId();
  const choose = (name: keyof Choice) => (value: string) => onChoose({ ...choice, [name]: value });
  const services = [...new Set(savings.map(({ service }) => service))].sort();
  const accounts = [...new Set(savings.map(({ account }) => account))].filter(Boolean).sort();
  return (
    <Box
      role="search"
      aria-label="Filter savings"
      className="no-print"
      sx={{
        display: "grid",
        gap: 1.25,
        gridTemplateColumns: { xs: "repeat(2, minmax(0, 1fr))", sm: "repeat(5, minmax(0, 1fr))" },
        "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
      }}
    >
      <Box sx={{ gridColumn: "span 2" }}>
        <label htmlFor={id}>Text</label>
        <Box
          component="input"
          id={id}
          type="search"
          value={choice.text}
          maxLength={200}
          placeholder="Resource, check, account, words"
          autoComplete="off"
          onChange={(event) => choose("text")(event.target.value)}
          sx={{ ...FIELD, "&::placeholder": { color: "text.secondary", opacity: 1 } }}
        />
      </Box>
      <Choose
        label="Service"
        value={choice.service}
        options={services.map((name) => [name, name])}
        onChange={choose("service")}
      />
      <Choose
        label="Account"
        value={choice.account}
        options={accounts.map((account) => [account, accountWords(account, names)])}
        onChange={choose("account")}
      />
      <Choose label="Kind" value={choice.kind} options={Object.entries(KIND_NAMES)} onChange={choose("kind")} />
      <Choose label="Counted" value={choice.counted} options={Object.entries(COUNTED)} onChange={choose("counted")} />
      <Choose label="Effort" value={choice.effort} options={Object.entries(DEGREES)} onChange={choose("effort")} />
      <Choose label="Risk" value={choice.risk} options={Object.entries(DEGREES)} onChange={choose("risk")} />
      <Choose
        label="Sort by"
        value={choice.sort}
        any={false}
        options={Object.entries(SORTS)}
        onChange={choose("sort")}
      />
      <Choose
        label="Group by"
        value={choice.group}
        any={false}
        options={Object.entries(GROUPINGS)}
        onChange={choose("group")}
      />
    </Box>
  );
}
