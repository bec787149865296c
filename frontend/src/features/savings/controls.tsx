import { Choose } from "@/components/choose";
import { FilterControls } from "@/components/filter-controls";
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
  const choose = (name: keyof Choice) => (value: string) => onChoose({ ...choice, [name]: value });
  const services = [...new Set(savings.map(({ service }) => service))].sort();
  const accounts = [...new Set(savings.map(({ account }) => account))].filter(Boolean).sort();
  return (
    <FilterControls
      label="Filter savings"
      text={choice.text}
      onText={choose("text")}
      placeholder="Resource, check, account, words"
      columns={{ xs: "repeat(2, minmax(0, 1fr))", sm: "repeat(5, minmax(0, 1fr))" }}
      textColumn="span 2"
    >
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
    </FilterControls>
  );
}
