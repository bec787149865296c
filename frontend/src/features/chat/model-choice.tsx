import Box from "@mui/material/Box";
import { useId } from "react";
import type { ModelUse } from "../bill/bill";

interface Props {
  readonly model: ModelUse;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
}

/** Whether the next question may go to the language model, and what the model gets then. */
export function ModelChoice({ model, chosen, onChoose }: Props) {
  const id = useId();
  return (
    <Box
      className="no-print"
      sx={{ display: "flex", alignItems: "flex-start", gap: 0.75, px: 2, pt: 0.75, typography: "caption" }}
    >
      <input
        id={id}
        type="checkbox"
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
        aria-describedby={`${id}-gets`}
        style={{ margin: "2px 0 0", flex: "none" }}
      />
      <Box sx={{ color: "text.secondary", overflowWrap: "anywhere" }}>
        <label htmlFor={id}>This question may go to a language model.</label>{" "}
        <span id={`${id}-gets`}>{chosen ? whoGetsWhat(model) : KEPT}</span>
      </Box>
    </Box>
  );
}

const KEPT = "No model gets it, now or as an earlier question.";

function whoGetsWhat({ plans, writes }: ModelUse): string {
  const found = "the figures, names and tags found for it";
  const gets = `If it is not understood here, ${plans} gets it with the conversation\u2019s earlier questions, their answers\u2019 first sentences and ${found}`;
  return writes === "" || writes === plans ? `${gets}.` : `${gets}; ${writes} gets it with ${found}, and writes.`;
}
