import Box from "@mui/material/Box";
import Dialog from "@mui/material/Dialog";
import InputBase from "@mui/material/InputBase";
import Typography from "@mui/material/Typography";
import { type KeyboardEvent, useId, useState } from "react";
import type { Place } from "./places";
import { go } from "./route";

/** Goes anywhere by typing a part of its name. */
export default function GoTo({ open, ...rest }: SearchProps & { open: boolean }) {
  return (
    <Dialog
      open={open}
      onClose={rest.onClose}
      slotProps={{
        paper: {
          "aria-label": "Go to",
          sx: { width: 420, maxWidth: "calc(100% - 32px)", alignSelf: "flex-start", mt: "14vh" },
        },
      }}
    >
      <Search {...rest} />
    </Dialog>
  );
}

interface SearchProps {
  readonly places: readonly Place[];
  readonly onClose: () => void;
}

function Search({ places, onClose }: SearchProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = places.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const current = found[Math.min(at, found.length - 1)];
  const open = (place: Place | undefined) => {
    if (!place) return;
    onClose();
    go(place.route);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter") open(current);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || found.length === 0) return;
    event.preventDefault();
    setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
  };
  return (
    <>
      <InputBase
        autoFocus
        fullWidth
        value={text}
        placeholder="Go to"
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={keys}
        inputProps={{
          role: "combobox",
          "aria-label": "Go to",
          "aria-expanded": true,
          "aria-controls": `${id}-places`,
          "aria-activedescendant": current && `${id}-${current.name}`,
          autoComplete: "off",
          maxLength: 80,
        }}
        sx={{ px: 2, py: 1, borderBottom: 1, borderColor: "divider" }}
      />
      <Box
        component="ul"
        role="listbox"
        id={`${id}-places`}
        aria-label="Places"
        sx={{ m: 0, p: 0.75, listStyle: "none" }}
      >
        {found.map((place) => (
          <Option
            key={place.name}
            id={`${id}-${place.name}`}
            place={place}
            isCurrent={place === current}
            onOpen={() => open(place)}
          />
        ))}
      </Box>
      <Typography role="status" variant="body2" color="textSecondary" sx={{ px: 2, pb: found.length > 0 ? 0 : 2 }}>
        {found.length > 0 ? "" : "No page has that in its name."}
      </Typography>
    </>
  );
}

interface OptionProps {
  readonly id: string;
  readonly place: Place;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
}

function Option({ id, place: { name, icon: Icon }, isCurrent, onOpen }: OptionProps) {
  return (
    <Box
      component="li"
      role="option"
      id={id}
      aria-selected={isCurrent}
      onClick={onOpen}
      sx={{
        display: "flex",
        alignItems: "center",
        gap: 1.25,
        px: 1.25,
        height: 36,
        borderRadius: 2,
        cursor: "pointer",
        typography: "body2",
        bgcolor: isCurrent ? "action.selected" : undefined,
        "&:hover": { bgcolor: "action.hover" },
      }}
    >
      <Icon size={16} aria-hidden />
      {name}
    </Box>
  );
}
