import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import type { Answer } from "@/api";
import { Markdown } from "@/components/markdown";
import { BasisDisclosure } from "./basis-disclosure";

interface Props {
  readonly answer: Answer;
  readonly variant?: "h2" | "h3";
  /** What stands between the words and the basis. */
  readonly children?: ReactNode;
}

/** What an answer says first, on a page that draws the rest of it by itself: headline, prose and basis. */
export function AnswerHead({ answer, variant = "h3", children }: Props) {
  return (
    <>
      <Typography component="h3" variant={variant} sx={{ overflowWrap: "anywhere" }}>
        {answer.headline}
      </Typography>
      {answer.markdown !== "" && (
        <Box sx={{ color: "text.secondary", "& p": { typography: "body2", m: 0 } }}>
          <Markdown text={answer.markdown} />
        </Box>
      )}
      {children}
      <BasisDisclosure basis={answer.basis} />
    </>
  );
}
