import Typography from "@mui/material/Typography";
import { useState } from "react";

/** One request at a time, with what went wrong in words. */
export function useRequest() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const run = async (send: () => Promise<void>) => {
    setBusy(true);
    setProblem("");
    try {
      await send();
    } catch (error: unknown) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return { busy, problem, run };
}

export function Problem({ text }: { text: string }) {
  return (
    <Typography role="alert" variant="body2" color="error">
      {text}
    </Typography>
  );
}
