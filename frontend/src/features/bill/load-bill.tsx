import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import InputBase from "@mui/material/InputBase";
import Typography from "@mui/material/Typography";
import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { pathOfFile } from "@/api";
import { VisuallyHidden } from "@/components/visually-hidden";
import { MONO } from "@/theme/theme";
import { type BillChange, pathOf } from "./bill-change";
import { useChangeState, useUploadGuard } from "./bill-change-context";
import { announcementOf, ChangeStatus } from "./change-status";

interface Props {
  readonly change: BillChange;
  /** Files are held over the page. */
  readonly over: boolean;
  /** The invented bill is loaded, or nothing is known of the bill. */
  readonly sample: boolean;
}

/** Loads another bill: dropped or chosen files, or a path that the platform reads itself. */
export function LoadBill({ change, over, sample }: Props) {
  const state = useChangeState(change);
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const busy = state.phase === "uploading" || state.phase === "reading";
  const zone = useRef<HTMLDivElement>(null);
  useUploadGuard(change);
  useEffect(() => {
    // A button that was pressed may be gone with the state it belonged to, and the focus with it.
    if (state.phase !== "idle" && document.activeElement === document.body) zone.current?.focus();
  }, [state.phase]);
  return (
    <Box sx={{ border: 1, borderColor: "divider", borderRadius: 2.5, overflow: "hidden" }}>
      <Box
        ref={zone}
        role="group"
        aria-label="Files to load"
        tabIndex={-1}
        data-testid="drop-zone"
        data-state={state.phase}
        sx={{
          m: 1,
          p: 2,
          minHeight: 224,
          display: "flex",
          flexDirection: "column",
          alignItems: "center",
          justifyContent: "center",
          gap: 1.5,
          textAlign: "center",
          borderRadius: 2,
          border: "1.5px dashed",
          borderColor: over ? "primary.main" : "text.disabled",
          bgcolor: over ? "action.selected" : "action.hover",
        }}
      >
        <ChangeStatus
          state={state}
          over={over && !busy}
          onChoose={() => input.current?.click()}
          onChooseFolder={() => folder.current?.click()}
          onCancel={() => change.cancel()}
        />
        <FileInput input={input} label="Files of a bill" onFiles={(files) => void change.load(files)} />
        <FileInput input={folder} label="Folder of a bill" isFolder onFiles={(files) => void change.load(files)} />
      </Box>
      <PathForm busy={busy} onOpen={(path) => void change.open({ path }, path)} />
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, px: 1.5, pb: 1.25 }}>
        <Button disabled={busy} onClick={() => void change.open({ again: true }, "The same bill")}>
          Read this bill again
        </Button>
        {!sample && (
          <Button disabled={busy} onClick={() => void change.open({ sample: true }, "The sample account")}>
            Open the sample account
          </Button>
        )}
      </Box>
      <VisuallyHidden role="status" aria-live="polite" data-testid="bill-announcer">
        {announcementOf(state)}
      </VisuallyHidden>
    </Box>
  );
}

interface FileInputProps {
  readonly input: RefObject<HTMLInputElement>;
  readonly label: string;
  readonly isFolder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** What a button opens; not seen itself. */
function FileInput({ input, label, isFolder = false, onFiles }: FileInputProps) {
  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label={label}
      // React knows no property of this name; browsers do.
      {...(isFolder && { webkitdirectory: "" })}
      onChange={({ target }) => {
        const files = [...(target.files ?? [])].filter((file) => !isHidden(file));
        // So that choosing the same file again, mended, is a change again.
        target.value = "";
        onFiles(files);
      }}
    />
  );
}

/** Of a folder what is hidden is not part of a bill; a file chosen alone is meant. */
function isHidden(file: File): boolean {
  const path = pathOfFile(file);
  return path.includes("/") && path.split("/").some((part) => part.startsWith("."));
}

function PathForm({ busy, onOpen }: { busy: boolean; onOpen: (path: string) => void }) {
  const [text, setText] = useState("");
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && pathOf(text) !== "") onOpen(pathOf(text));
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ px: 2, pt: 0.75, pb: 1 }}>
      <Typography component="label" htmlFor={id} variant="body2" sx={{ fontWeight: 550 }}>
        Or give its path on this machine
      </Typography>
      <Box sx={{ display: "flex", gap: 1, mt: 0.75 }}>
        <InputBase
          id={id}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="~/exports/2026-*.csv.gz"
          inputProps={{
            "aria-describedby": `${id}-hint`,
            autoCapitalize: "off",
            autoComplete: "off",
            spellCheck: false,
            maxLength: 4096,
          }}
          sx={{
            flex: 1,
            minWidth: 0,
            height: 36,
            px: 1.25,
            border: 1,
            borderColor: "divider",
            borderRadius: 2,
            fontFamily: MONO,
            fontSize: "0.8125rem",
            "&.Mui-focused": { borderColor: "primary.main" },
          }}
        />
        <Button type="submit" variant="contained" disabled={busy} sx={{ flex: "none", transition: "none" }}>
          Open
        </Button>
      </Box>
      <Typography id={`${id}-hint`} variant="caption" color="textSecondary" component="p" sx={{ mt: 0.75 }}>
        A file, a folder, a glob or an s3:// address. Best for large or growing exports: nothing is copied.
      </Typography>
    </Box>
  );
}
