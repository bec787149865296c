import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { Filter, X } from "lucide-react";
import { isolated } from "@/values/texts";
import { type Dimension, labelOf } from "./dimensions";
import { FilterPicker } from "./filter-picker";
import { PopoverButton } from "./popover-button";
import type { Asking } from "./use-job";
import { type ValueFilter, type View, withFilter } from "./view";

interface Props {
  readonly asking: Asking;
  readonly view: View;
  readonly dimensions: readonly Dimension[];
  readonly onShow: (view: View) => void;
}

const MOST_NAMED = 2;

/** What the charges are narrowed to: each can be changed and taken away, and another one added. */
export function Filters({ asking, view, dimensions, onShow }: Props) {
  const isFiltered = view.filters.length > 0 || Object.keys(view.said).length > 0;
  return (
    <Box
      role="group"
      aria-label="Filters"
      className="no-print"
      sx={{ display: "flex", flexWrap: "wrap", gap: 1, alignItems: "center" }}
    >
      {Object.entries(view.said).map(([name, values]) => (
        <Chip
          key={name}
          words={saidWords(name, values, dimensions)}
          onRemove={() => onShow({ ...view, said: without(view.said, name) })}
        />
      ))}
      {view.filters.map((filter) => {
        const words = filterWords(filter, dimensions);
        return (
          <Chip key={words} words={words} onRemove={() => onShow(withFilter(view, { ...filter, values: [] }))}>
            <PopoverButton label={`Filter: ${words}`} text={words}>
              {(close) => (
                <FilterPicker
                  {...{ asking, view, dimensions, filter }}
                  onShow={(next) => {
                    onShow(next);
                    close();
                  }}
                />
              )}
            </PopoverButton>
          </Chip>
        );
      })}
      <PopoverButton label="Add a filter" text="Filter" icon={<Filter size={14} />} isMenu={false}>
        {(close) => (
          <FilterPicker
            {...{ asking, view, dimensions }}
            filter={undefined}
            onShow={(next) => {
              onShow(next);
              close();
            }}
          />
        )}
      </PopoverButton>
      {isFiltered && <Button onClick={() => onShow({ ...view, filters: [], said: {} })}>Clear filters</Button>}
    </Box>
  );
}

function Chip({ words, onRemove, children }: { words: string; onRemove: () => void; children?: React.ReactNode }) {
  return (
    <Box sx={{ display: "flex", alignItems: "center", maxWidth: 1 }}>
      {children ?? (
        <Box sx={{ typography: "body2", border: 1, borderColor: "divider", borderRadius: 2, px: 1.25, py: 0.75 }}>
          {words}
        </Box>
      )}
      <IconButton size="small" aria-label={`Remove filter: ${words}`} onClick={onRemove}>
        <X size={15} />
      </IconButton>
    </Box>
  );
}

/** `Region is not eu-west-1`, of many values the first ones and how many more. */
export function filterWords({ dimension, values, exclude }: ValueFilter, dimensions: readonly Dimension[]): string {
  const shown = values.slice(0, MOST_NAMED).map((value) => (value === "" ? "none" : isolated(value)));
  const more = values.length - shown.length;
  return `${labelOf(dimension, dimensions)} is ${exclude ? "not " : ""}${shown.join(" or ")}${more > 0 ? ` or ${more} more` : ""}`;
}

function saidWords(name: string, values: readonly string[], dimensions: readonly Dimension[]): string {
  if (name === "by_invoice") return "By invoice";
  if (name === "exclude") return `Without ${values.map(isolated).join(", ")}`;
  return `${labelOf(name, dimensions)}: ${values.map(isolated).join(" or ")}`;
}

function without(said: View["said"], name: string): View["said"] {
  return Object.fromEntries(Object.entries(said).filter(([other]) => other !== name));
}
