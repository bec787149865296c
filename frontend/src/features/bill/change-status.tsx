import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import useMediaQuery from "@mui/material/useMediaQuery";
import { CircleAlert, CircleCheck, FileUp, type LucideIcon } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { nameOf } from "./bill";
import type { ChangeState } from "./bill-change";

interface Props {
  readonly state: ChangeState;
  readonly over: boolean;
  readonly onChoose: () => void;
  readonly onChooseFolder: () => void;
  readonly onCancel: () => void;
}

/** What the drop zone shows: an invitation, how far it is, or how it ended. */
export function ChangeStatus({ state, over, onChoose, onChooseFolder, onCancel }: Props) {
  if (over) return <Lines icon={FileUp} title="Drop to load" text="Several files, or a folder, become one bill." />;
  switch (state.phase) {
    case "uploading":
      return (
        <Under name={state.name} stage={`Uploading, ${state.percent} %`} percent={state.percent}>
          <CancelButton onCancel={onCancel} />
        </Under>
      );
    case "reading":
      return <Reading name={state.name} since={state.since} onCancel={onCancel} />;
    case "failed":
      return (
        <Lines icon={CircleAlert} colour="error.main" title="Not loaded" text={state.message} role="alert">
          <ChooseButton onChoose={onChoose} />
        </Lines>
      );
    case "done":
      return (
        <Lines
          icon={CircleCheck}
          colour="success.main"
          title={`${nameOf(state.bill)} is loaded`}
          text={`Answers and the dashboard are about it until the platform is started anew.${leftOutWords(state.leftOut)}`}
        >
          <Button variant="contained" href="#/">
            Ask about it
          </Button>
          <ChooseButton onChoose={onChoose} />
        </Lines>
      );
    case "idle":
      return <Invitation onChoose={onChoose} onChooseFolder={onChooseFolder} />;
  }
}

function Invitation({ onChoose, onChooseFolder }: Pick<Props, "onChoose" | "onChooseFolder">) {
  const isTouch = useMediaQuery("(hover: none)", { noSsr: true });
  return (
    <Lines
      icon={FileUp}
      title={isTouch ? "Send the files of a bill" : "Drop the files or the folder of a bill here"}
      text="FOCUS or AWS CUR: CSV, JSON lines, gzip, zip or Parquet."
    >
      <ChooseButton onChoose={onChoose} />
      {!isTouch && <ChooseButton what="a folder" onChoose={onChooseFolder} />}
    </Lines>
  );
}

function ChooseButton({ what = "files", onChoose }: { what?: string; onChoose: () => void }) {
  return (
    <Button color="inherit" variant="outlined" onClick={onChoose} sx={{ borderColor: "divider" }}>
      Choose {what}
    </Button>
  );
}

interface LinesProps {
  readonly icon: LucideIcon;
  readonly colour?: string;
  readonly title: string;
  readonly text: string;
  readonly role?: "alert";
  readonly children?: ReactNode;
}

function Lines({ icon, colour = "text.secondary", title, text, role, children }: LinesProps) {
  return (
    <>
      <Box component={icon} size={22} aria-hidden sx={{ color: colour, flex: "none" }} />
      <Box role={role} sx={{ maxWidth: 1 }}>
        <Typography variant="h3" component="p" sx={{ overflowWrap: "anywhere" }}>
          {title}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5, overflowWrap: "anywhere" }}>
          {text}
        </Typography>
      </Box>
      {children && <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, justifyContent: "center" }}>{children}</Box>}
    </>
  );
}

function CancelButton({ onCancel }: { onCancel: () => void }) {
  return (
    <Button color="inherit" variant="outlined" onClick={onCancel} sx={{ borderColor: "divider" }}>
      Cancel
    </Button>
  );
}

function Reading({ name, since, onCancel }: { name: string; since: number; onCancel: () => void }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Under name={name} stage={`Reading the bill…${waited(now - since)}`}>
      <Typography variant="body2" color="textSecondary">
        Until it is read, answers are about the bill from before.
      </Typography>
      <CancelButton onCancel={onCancel} />
    </Under>
  );
}

/** Said from when one begins to wonder, in whole seconds. */
function waited(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  if (seconds < 3) return "";
  return seconds < 60 ? ` ${seconds} s` : ` ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

interface UnderProps {
  readonly name: string;
  readonly stage: string;
  readonly percent?: number;
  readonly children: ReactNode;
}

/** Something under way, with a bar: as far as known, or just moving. */
function Under({ name, stage, percent, children }: UnderProps) {
  return (
    <>
      <Box sx={{ width: 1 }}>
        <Typography variant="h3" component="p" sx={{ overflowWrap: "anywhere" }}>
          {name}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5, fontVariantNumeric: "tabular-nums" }}>
          {stage}
        </Typography>
      </Box>
      <LinearProgress
        aria-label={percent === undefined ? "Reading the bill" : "Uploading"}
        {...(percent === undefined ? {} : { variant: "determinate", value: percent })}
        sx={{ width: 1, height: 4, borderRadius: 2, bgcolor: "action.hover" }}
      />
      {children}
    </>
  );
}

function leftOutWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, 3).join(", ");
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return ` Left out, because no bill is in a file of that name: ${shown}${more}.`;
}

/** What a screen reader is told: each stage once, an upload in quarters. Failures are alerts of their own. */
export function announcementOf(state: ChangeState): string {
  switch (state.phase) {
    case "uploading":
      return `Uploading ${state.name}, ${Math.floor(state.percent / 25) * 25} percent`;
    case "reading":
      return `Reading ${state.name}`;
    case "done":
      return `${nameOf(state.bill)} is loaded`;
    default:
      return "";
  }
}
