import Box from "@mui/material/Box";
import { useId } from "react";

/** How fields of a form look that lie beside each other. */
export const FIELD = {
  width: 1,
  height: 34,
  px: 1,
  border: 1,
  borderColor: "divider",
  borderRadius: 2,
  bgcolor: "background.paper",
  color: "text.primary",
  font: "inherit",
  typography: "body2",
} as const;

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  /** Whether nothing may be chosen, and how that is called. */
  readonly any?: boolean;
  readonly anyWords?: string;
  readonly onChange: (value: string) => void;
}

/** One of several, in a list that opens. */
export function Choose({ label, value, options, any = true, anyWords = "All", onChange }: Props) {
  const id = useId();
  const isKnown = (any && value === "") || options.some(([other]) => other === value);
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <Box component="select" id={id} value={value} onChange={(event) => onChange(event.target.value)} sx={FIELD}>
        {any && <option value="">{anyWords}</option>}
        {/* An address may name what is not, or no longer, in the list. */}
        {!isKnown && <option value={value}>{value}</option>}
        {options.map(([other, words]) => (
          <option key={other} value={other}>
            {words}
          </option>
        ))}
      </Box>
    </div>
  );
}
