import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Hand } from "lucide-react";
import { useId, useState } from "react";
import type { ActionProposalBlock, Answer, Proposal } from "@/api";
import { Code } from "@/components/code";
import { isOpen } from "@/jobs/decisions";
import type { InterruptView } from "@/jobs/job-view";
import { formatMoment } from "@/values/format";
import { isolated } from "@/values/texts";
import { useMay } from "../session/rights-context";
import { useBlockActions } from "./block-actions";

/** What a job waits for, each with what would be done and a way to approve or decline it. */
export function Decisions({ answer }: { answer: Answer | undefined }) {
  const { interrupts = [] } = useBlockActions();
  return interrupts.map((interrupt) => (
    <DecisionCard key={interrupt.id} interrupt={interrupt} block={proposalOf(answer, interrupt.id)} />
  ));
}

/** The answer's blocks without those that are shown as decisions. */
export function withoutDecisions(answer: Answer, interrupts: readonly InterruptView[]): Answer {
  if (interrupts.length === 0) return answer;
  const waits = (id: string) => interrupts.some((interrupt) => interrupt.id === id);
  const blocks = answer.blocks.filter((block) => block.type !== "action_proposal" || !waits(block.interruptId));
  return { ...answer, blocks };
}

function proposalOf(answer: Answer | undefined, interruptId: string): ActionProposalBlock | undefined {
  return answer?.blocks.find(
    (block): block is ActionProposalBlock => block.type === "action_proposal" && block.interruptId === interruptId,
  );
}

function DecisionCard({ interrupt, block }: { interrupt: InterruptView; block: ActionProposalBlock | undefined }) {
  const id = useId();
  const proposal = block?.proposal ?? undefined;
  return (
    <Box
      component="section"
      aria-labelledby={id}
      sx={{ border: 1, borderColor: "warning.main", borderRadius: 2.5, p: 2, display: "grid", gap: 1.25 }}
    >
      <Box sx={{ display: "flex", gap: 1, alignItems: "center" }}>
        <Box component={Hand} size={17} aria-hidden sx={{ flex: "none", color: "warning.main" }} />
        <Typography id={id} variant="h3" component="h4" sx={{ overflowWrap: "anywhere" }}>
          {isolated(block?.title ?? "A decision is needed")}
        </Typography>
      </Box>
      {[interrupt.message, block?.detail ?? ""].map((text, index) =>
        text ? (
          <Typography key={index} variant="body2" sx={{ overflowWrap: "anywhere" }}>
            {isolated(text)}
          </Typography>
        ) : null,
      )}
      {proposal ? (
        <WhatWouldBeDone proposal={proposal} />
      ) : (
        <Typography variant="body2" color="textSecondary">
          The platform does not say exactly what would be done.
        </Typography>
      )}
      <Choices interrupt={interrupt} proposal={proposal} labelledBy={id} />
    </Box>
  );
}

function WhatWouldBeDone({ proposal: { tool, effect, undo, arguments: json } }: { proposal: Proposal }) {
  const lines = [
    ["What happens", effect],
    ["To take it back", undo || "It cannot be taken back."],
  ] as const;
  return (
    <>
      <Box
        component="dl"
        sx={{
          m: 0,
          display: "grid",
          gap: 0.5,
          typography: "body2",
          "& dt": { color: "text.secondary" },
          "& dd": { m: 0 },
        }}
      >
        {lines.map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{isolated(words)}</dd>
          </div>
        ))}
      </Box>
      <Box component="details" sx={{ "& > summary": { cursor: "pointer", typography: "caption", borderRadius: 1 } }}>
        <summary>
          Exactly this call of <code>{tool}</code>
        </summary>
        <Code code={json} language="json" />
      </Box>
    </>
  );
}

interface ChoicesProps {
  readonly interrupt: InterruptView;
  readonly proposal: Proposal | undefined;
  readonly labelledBy: string;
}

function Choices({ interrupt, proposal, labelledBy }: ChoicesProps) {
  const { decide } = useBlockActions();
  const mayApprove = useMay("approve");
  const [now] = useState(() => Date.now());
  const { id: interruptId, decision } = interrupt;
  const until = interrupt.expiresAt ?? (proposal?.expiresAt ? Date.parse(proposal.expiresAt) : undefined);
  const expired = until !== undefined && until <= now;
  const choose = (approved: boolean) =>
    decide?.({ interruptId, approved, ...(proposal && { argumentsHash: proposal.argumentsHash }) });
  const disabled = !decide || expired || !isOpen(interrupt);
  if (!mayApprove)
    return (
      <Typography variant="body2" color="textSecondary">
        It takes the role approver to decide this.
      </Typography>
    );
  return (
    <>
      <Box
        className="no-print"
        role="group"
        aria-labelledby={labelledBy}
        sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}
      >
        {/* Nothing can be approved that is not shown. */}
        <Button variant="contained" disabled={disabled || !proposal} onClick={() => choose(true)}>
          Approve
        </Button>
        <Button
          color="inherit"
          variant="outlined"
          disabled={disabled}
          onClick={() => choose(false)}
          sx={{ borderColor: "divider" }}
        >
          Decline
        </Button>
      </Box>
      <Typography role="status" variant="body2" color={decision?.state === "refused" ? "error" : "textSecondary"}>
        {words(interrupt, until, expired)}
      </Typography>
    </>
  );
}

function words({ decision }: InterruptView, until: number | undefined, expired: boolean): string {
  const chosen = decision?.approved ? "Approved" : "Declined";
  switch (decision?.state) {
    case "chosen":
      return `${chosen}. It is sent once the other decisions are made.`;
    case "sending":
      return `${chosen}. Telling the platform.`;
    case "accepted":
      return `${chosen}. It goes on below.`;
    case "refused":
      return `Nothing was carried out. ${decision.message ?? ""}`;
    case undefined:
      if (until === undefined) return "";
      return expired
        ? `This could be decided until ${formatMoment(until)}. Ask again for another proposal.`
        : `To be decided until ${formatMoment(until)}.`;
  }
}
