import Box from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import Typography from "@mui/material/Typography";
import { ChartColumnStacked, MessageSquareText } from "lucide-react";
import { memo, type ReactNode, useId, useMemo } from "react";
import type { Answer } from "@/api";
import { Markdown } from "@/components/markdown";
import { isActive, type JobView } from "@/jobs/job-view";
import { BlockActionsContext } from "../actions/block-actions";
import { useAnomalyActions } from "../actions/use-anomaly-actions";
import { Blocks } from "../answer/answer-view";
import { BasisDisclosure } from "../answer/basis-disclosure";
import { exploreAddress } from "../explore/call-links";
import { NoAnswer } from "../page-jobs/no-answer";
import { nextRound } from "../page-jobs/round";
import { useLoadItems } from "../page-jobs/use-load-items";
import { Figures } from "../answer/fact-figures";
import type { Tile } from "./tiles";

interface Props {
  readonly tile: Tile;
  /** Undefined before it was asked for. */
  readonly job: JobView | undefined;
  readonly onRetry: () => void;
  readonly onAsk: (question: string) => void;
}

/** Room kept while the answer is on its way, so that what is below hardly moves. */
const ROOM_PX = {
  figures: { xs: 300, sm: 190 },
  half: { xs: 500, sm: 460 },
  whole: { xs: 300, sm: 260 },
};

/** One answer of the dashboard: headline, basis and blocks, or how far it is, or why there is none. */
export const TileView = memo(function TileView({ tile, job, onRetry, onAsk }: Props) {
  const id = useId();
  const said = useAnomalyActions(markStale);
  const actions = useMemo(() => ({ ask: onAsk, ...said }), [onAsk, said]);
  const explore = exploreAddress(tile.call);
  const state = job && !isActive(job) ? job.state : "working";
  return (
    <Box
      component="section"
      aria-labelledby={id}
      aria-busy={state === "working"}
      data-state={state}
      sx={{
        display: "flex",
        flexDirection: "column",
        minWidth: 0,
        minHeight: state === "working" ? ROOM_PX[tile.look] : 0,
        gridColumn: tile.look === "half" ? undefined : "1 / -1",
        border: 1,
        borderColor: "divider",
        borderRadius: 2.5,
        bgcolor: "background.paper",
        overflow: "hidden",
        // The tile is the frame; what is in it needs none of its own.
        "& section": { border: 0, borderTop: 1, borderColor: "divider", borderRadius: 0 },
        "& h4": { typography: "caption", color: "text.secondary" },
        // Names of services and accounts are long, and half the page is narrow.
        ...(tile.look === "half" && { "& section th[scope=row]": { width: "48%" } }),
      }}
    >
      <Box sx={{ px: 2, pt: 1.25, pb: 1.75 }}>
        <Box sx={{ display: "flex", alignItems: "center", minHeight: 30, mb: 0.25 }}>
          <Typography id={id} component="h3" variant="body2" sx={{ flex: 1, fontWeight: 600, color: "text.secondary" }}>
            {tile.title}
          </Typography>
          {explore && (
            <Tooltip title="Open in Explore">
              <IconButton
                size="small"
                className="no-print"
                aria-label={`Open in Explore: ${tile.question}`}
                href={explore}
              >
                <ChartColumnStacked size={15} />
              </IconButton>
            </Tooltip>
          )}
          <Tooltip title="Ask in a conversation">
            <IconButton
              size="small"
              className="no-print"
              aria-label={`Ask in a conversation: ${tile.question}`}
              onClick={() => onAsk(tile.question)}
            >
              <MessageSquareText size={15} />
            </IconButton>
          </Tooltip>
        </Box>
        {job?.answer ? <Summary tile={tile} answer={job.answer} /> : <NoAnswer job={job} onRetry={onRetry} />}
      </Box>
      {job?.answer && (
        <BlockActionsContext.Provider value={actions}>
          <Parts runId={job.runId} answer={job.answer} />
        </BlockActionsContext.Provider>
      )}
    </Box>
  );
});

/** The next visit asks anew; what is shown now stays where it is. */
function markStale() {
  nextRound(window.localStorage, "dashboard", Date.now());
}

function Summary({ tile, answer }: { tile: Tile; answer: Answer }) {
  const figures = tile.look === "figures" ? answer.facts.filter((fact) => fact.kind === "money").slice(0, 4) : [];
  return (
    <Box sx={{ display: "grid", gap: 1.25, gridTemplateColumns: "minmax(0, 1fr)" }}>
      {figures.length > 0 ? <Figures facts={figures} /> : <Headline>{answer.headline}</Headline>}
      {answer.markdown !== "" && <Remarks text={answer.markdown} />}
      <Box sx={{ pt: 0.75 }}>
        <BasisDisclosure basis={answer.basis} />
      </Box>
    </Box>
  );
}

/** Remarks of more than a line or two are a click away. */
const SHORT_TEXT = 200;

function Remarks({ text }: { text: string }) {
  const prose = (
    <Box sx={{ color: "text.secondary", "& p": { typography: "body2", m: 0 } }}>
      <Markdown text={text} />
    </Box>
  );
  if (text.length <= SHORT_TEXT) return prose;
  return (
    <Box
      component="details"
      sx={{ "& > summary": { cursor: "pointer", typography: "caption", color: "text.secondary", borderRadius: 1 } }}
    >
      <summary>How this was worked out</summary>
      <Box sx={{ mt: 0.75 }}>{prose}</Box>
    </Box>
  );
}

function Headline({ children }: { children: ReactNode }) {
  return (
    <Typography component="p" variant="h3" sx={{ overflowWrap: "anywhere" }}>
      {children}
    </Typography>
  );
}

function Parts({ runId, answer }: { runId: string; answer: Answer }) {
  const loadRows = useLoadItems(runId);
  return <Blocks answer={answer} loadRows={loadRows} />;
}
