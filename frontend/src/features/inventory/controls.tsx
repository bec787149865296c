import { useMemo } from "react";
import { Choose } from "@/components/choose";
import { FilterControls } from "@/components/filter-controls";
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
  const choose = (name: Filter) => (value: string) => onChoose({ ...choice, [name]: value });
  const options = useOptions(things, choice.kind);
  return (
    <FilterControls
      label="Filter resources"
      text={choice.text}
      onText={choose("text")}
      placeholder="Name, id, tag such as team=shop"
      columns={{
        xs: "repeat(2, minmax(0, 1fr))",
        sm: "repeat(4, minmax(0, 1fr))",
        lg: "minmax(0, 2fr) repeat(6, minmax(0, 1fr))",
      }}
      textColumn={{ xs: "span 2", lg: "auto" }}
    >
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
    </FilterControls>
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
