import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import InputBase from "@mui/material/InputBase";
import { ArrowUp } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type RefObject, useState } from "react";
import type { ModelUse } from "../bill/bill";
import { ModelChoice } from "./model-choice";

/** The server refuses longer questions. */
const LONGEST_QUESTION = 4_000;

interface Props {
  readonly onAsk: (text: string, mayGoToModel: boolean) => void;
  /** The language models that questions may go to, if any. */
  readonly model?: ModelUse | null | undefined;
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

/** Where questions are written. Enter asks, Shift+Enter begins a line. */
export function Composer({ onAsk, model, input }: Props) {
  const [text, setText] = useState("");
  const [mayGoToModel, setMayGoToModel] = useState(true);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    onAsk(text.trim(), mayGoToModel);
    setText("");
    setMayGoToModel(true);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  const form = (
    <Box
      component="form"
      onSubmit={submit}
      className="no-print"
      sx={{
        display: "flex",
        alignItems: "flex-end",
        gap: 1,
        p: 1,
        pl: 2,
        border: 1,
        borderColor: "divider",
        borderRadius: 3.5,
        bgcolor: "background.paper",
        boxShadow: "0 4px 24px rgb(0 0 0 / 0.06)",
        "&:focus-within": { borderColor: "primary.main" },
      }}
    >
      <InputBase
        multiline
        autoFocus
        maxRows={8}
        inputRef={input}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keys}
        placeholder="Ask about your bill"
        inputProps={{ "aria-label": "Your question", maxLength: LONGEST_QUESTION, style: { outline: "none" } }}
        sx={{ flex: 1, py: 0.75, typography: "body1" }}
      />
      <IconButton
        type="submit"
        aria-label="Ask"
        disabled={text.trim() === ""}
        sx={{
          width: 36,
          height: 36,
          bgcolor: "primary.main",
          color: "primary.contrastText",
          "&:hover": { bgcolor: "primary.dark" },
          "&.Mui-disabled": { bgcolor: "action.hover", color: "text.disabled" },
        }}
      >
        <ArrowUp size={19} />
      </IconButton>
    </Box>
  );
  return (
    <>
      {form}
      {model && <ModelChoice model={model} chosen={mayGoToModel} onChoose={setMayGoToModel} />}
    </>
  );
}
