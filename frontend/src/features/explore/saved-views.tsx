import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { Bookmark, Trash2 } from "lucide-react";
import { useId, useRef, useState } from "react";
import { FIELD } from "@/components/choose";
import { isolated } from "@/values/texts";
import { PopoverButton } from "./popover-button";
import { shortName } from "./question";
import { forgetView, saveView, savedViews } from "./view-store";
import type { View } from "./view";
import { IN_ADDRESS } from "./view-address";

interface Props {
  readonly view: View;
  readonly onShow: (view: View) => void;
}

/** Views that the reader keeps under a name. */
export function SavedViews({ view, onShow }: Props) {
  return (
    <PopoverButton label="Saved views" text="Saved views" icon={<Bookmark size={14} />}>
      {(close) => (
        <List
          view={view}
          onShow={(next) => {
            onShow(next);
            close();
          }}
        />
      )}
    </PopoverButton>
  );
}

function List({ view, onShow }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [views, setViews] = useState(() => savedViews(window.localStorage));
  const [name, setName] = useState(() => shortName(view));
  const save = () => setViews(saveView(window.localStorage, { name, query: IN_ADDRESS.write(view).toString() }));
  // What was pressed is gone with its view: without a place the keyboard would be outside of the dialog.
  const forget = (kept: string) => {
    setViews(forgetView(window.localStorage, kept));
    field.current?.focus();
  };
  return (
    <Box sx={{ display: "grid", gap: 1.5, width: 300, maxWidth: 1 }}>
      {views.length > 0 && (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: "none", maxHeight: 260, overflowY: "auto" }}>
          {views.map((kept) => (
            <Box component="li" key={kept.name} sx={{ display: "flex", alignItems: "center" }}>
              <Button
                color="inherit"
                onClick={() => onShow(IN_ADDRESS.read(new URLSearchParams(kept.query)))}
                sx={{ flex: 1, minWidth: 0, justifyContent: "flex-start", textAlign: "left", overflowWrap: "anywhere" }}
              >
                {isolated(kept.name)}
              </Button>
              <IconButton size="small" aria-label={`Forget view: ${kept.name}`} onClick={() => forget(kept.name)}>
                <Trash2 size={15} />
              </IconButton>
            </Box>
          ))}
        </Box>
      )}
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        sx={{ display: "grid", gap: 1, "& label": { typography: "caption", color: "text.secondary" } }}
      >
        <div>
          <label htmlFor={id}>Name of this view</label>
          <Box
            component="input"
            id={id}
            ref={field}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
            sx={FIELD}
          />
        </div>
        <Button type="submit" variant="contained" disabled={name.trim() === ""}>
          Save this view
        </Button>
      </Box>
      <Typography variant="caption" color="textSecondary">
        Kept in this browser. To share a view, copy its link.
      </Typography>
    </Box>
  );
}
