import Box from "@mui/material/Box";
import type { ReactNode } from "react";
import { useId } from "react";
import { FIELD } from "./choose";

interface Props {
  /** What is filtered, as a screen reader tells it. */
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What the text is looked for in. */
  readonly placeholder: string;
  readonly columns: Readonly<Record<string, string>>;
  /** How much of the grid the text takes. */
  readonly textColumn: string | Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

/** What a list is narrowed to: a text that is searched for, and choices beside it. */
export function FilterControls({ label, text, onText, placeholder, columns, textColumn, children }: Props) {
  const id = useId();
  return (
    <Box
      role="search"
      aria-label={label}
      className="no-print"
      sx={{
        display: "grid",
        gap: 1.25,
        gridTemplateColumns: columns,
        "& label": { display: "block", typography: "caption", color: "text.secondary", mb: 0.25 },
      }}
    >
      <Box sx={{ gridColumn: textColumn }}>
        <label htmlFor={id}>Text</label>
        <Box
          component="input"
          id={id}
          type="search"
          value={text}
          maxLength={200}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => onText(event.target.value)}
          sx={{ ...FIELD, "&::placeholder": { color: "text.secondary", opacity: 1 } }}
        />
      </Box>
      {children}
    </Box>
  );
}
