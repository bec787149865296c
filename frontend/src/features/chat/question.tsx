import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import InputBase from "@mui/material/InputBase";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import { Pencil } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { VisuallyHidden } from "@/components/visually-hidden";
import { formatMoment } from "@/values/format";

interface Props {
  readonly text: string;
  readonly askedAt: number;
  readonly onAsk: (text: string) => void;
}

/** What was asked, which can be changed and asked again. */
export function Question({ text, askedAt, onAsk }: Props) {
  const [draft, setDraft] = useState<string>();
  if (draft !== undefined) {
    return (
      <Editor
        draft={draft}
        onChange={setDraft}
        onCancel={() => setDraft(undefined)}
        onAsk={(changed) => {
          setDraft(undefined);
          onAsk(changed);
        }}
      />
    );
  }
  return (
    <Box
      sx={{
        display: "flex",
        alignItems: "flex-start",
        gap: 1,
        "&:not(:hover):not(:focus-within) .quiet": { opacity: { md: 0 } },
      }}
    >
      <Typography
        variant="h1"
        component="h2"
        sx={{ fontSize: "1.375rem", flex: 1, overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}
      >
        {text}
      </Typography>
      <Box className="quiet no-print" sx={{ display: "flex", alignItems: "center", gap: 0.5, flex: "none" }}>
        <Typography
          variant="caption"
          color="textSecondary"
          component="time"
          dateTime={new Date(askedAt).toISOString()}
          sx={{ display: { xs: "none", sm: "inline" } }}
        >
          {formatMoment(askedAt)}
        </Typography>
        <Tooltip title="Edit and ask again">
          <IconButton size="small" aria-label="Edit and ask again" onClick={() => setDraft(text)}>
            <Pencil size={15} />
          </IconButton>
        </Tooltip>
      </Box>
    </Box>
  );
}

interface EditorProps {
  readonly draft: string;
  readonly onChange: (text: string) => void;
  readonly onCancel: () => void;
  readonly onAsk: (text: string) => void;
}

function Editor({ draft, onChange, onCancel, onAsk }: EditorProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() !== "") onAsk(draft.trim());
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && !event.shiftKey) submit(event);
  };
  return (
    <Box
      component="form"
      onSubmit={submit}
      sx={{ display: "grid", gap: 1, p: 1.5, border: 1, borderColor: "primary.main", borderRadius: 2.5 }}
    >
      <VisuallyHidden as="h2">Edit the question</VisuallyHidden>
      <InputBase
        multiline
        autoFocus
        value={draft}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={keys}
        inputProps={{ "aria-label": "Question", maxLength: 4_000 }}
      />
      <Box sx={{ display: "flex", justifyContent: "flex-end", gap: 1 }}>
        <Button color="inherit" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="contained" disabled={draft.trim() === ""}>
          Ask again
        </Button>
      </Box>
    </Box>
  );
}
