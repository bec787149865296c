import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { ChartColumnStacked, FileDown, Link2, Printer, RotateCw } from "lucide-react";
import { useContext } from "react";
import { CopyButton } from "@/components/copy-button";
import { download, fileName } from "@/components/download";
import { printOnly } from "@/components/print";
import type { JobView } from "@/jobs/job-view";
import { JobsContext } from "@/jobs/jobs-context";
import { toMarkdown } from "../answer/markdown-export";
import { parseRows } from "../answer/rows";
import { isPartial, wholeAnswer } from "../answer/whole";
import { exploreLinks } from "../explore/call-links";

interface Props {
  readonly job: JobView;
  readonly onRetry: () => void;
}

/** What can be done with an answer, or with the lack of one. */
export function AnswerTools({ job, onRetry }: Props) {
  const { answer, question, runId } = job;
  const jobs = useContext(JobsContext);
  const markdown = () => (answer ? toMarkdown(question, answer) : "");
  const saveAs = (text: string) => download(`${fileName(question)}.md`, "text/markdown", text);
  /** With all that was too large to come at once; where it is kept no longer, the copy says what is missing. */
  const save = () => {
    if (!answer || !jobs || !isPartial(answer)) {
      saveAs(markdown());
      return;
    }
    const whole = wholeAnswer(answer, async (id) => parseRows(await jobs.artifact(runId, id)));
    void whole.catch(() => answer).then((found) => saveAs(toMarkdown(question, found)));
  };
  return (
    <Box
      role="toolbar"
      aria-label="Answer"
      className="no-print"
      sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: 0.5, color: "text.secondary", ml: -0.75 }}
    >
      <Button color="inherit" startIcon={<RotateCw size={15} />} onClick={onRetry}>
        {job.state === "done" ? "Ask again" : "Try again"}
      </Button>
      {answer &&
        exploreLinks(job).map((href, index, all) => (
          <Button key={href} color="inherit" href={href} startIcon={<ChartColumnStacked size={15} />}>
            Open in Explore{all.length > 1 && ` (${index + 1})`}
          </Button>
        ))}
      {answer && (
        <>
          <CopyButton label="Copy answer as Markdown" text={markdown} />
          <CopyButton label="Copy link to this answer" icon={Link2} text={() => permalink(job)} />
          <Tooltip title="Save as Markdown">
            <IconButton size="small" aria-label="Save as Markdown" onClick={save}>
              <FileDown size={16} />
            </IconButton>
          </Tooltip>
          <Tooltip title="Print">
            <IconButton size="small" aria-label="Print" onClick={() => printOnly(`run-${job.runId}`)}>
              <Printer size={16} />
            </IconButton>
          </Tooltip>
        </>
      )}
    </Box>
  );
}

function permalink(job: JobView): string {
  return `${window.location.href.split("#")[0] ?? ""}#/c/${job.threadId}/${job.runId}`;
}
