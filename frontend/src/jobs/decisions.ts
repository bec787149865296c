import type { Decision, InterruptView, JobView } from "./job-view";

/** True while a person may still decide: not sent yet, or refused by the server. */
export function isOpen({ decision }: InterruptView): boolean {
  return decision === undefined || decision.state === "chosen" || decision.state === "refused";
}

export function canDecide(job: JobView, interruptId: string): boolean {
  return job.interrupts.some((interrupt) => interrupt.id === interruptId && isOpen(interrupt));
}

export function withDecision(job: JobView, interruptId: string, decision: Decision): JobView {
  return changed(job, (one) => (one.id === interruptId ? { ...one, decision } : one));
}

/** Every decision made of the job, further on. */
export function withState(job: JobView, state: Pick<Decision, "state" | "message">): JobView {
  return changed(job, (one) => {
    if (!one.decision) return one;
    const { approved } = one.decision;
    return { ...one, decision: { approved, ...state } };
  });
}

function changed(job: JobView, to: (interrupt: InterruptView) => InterruptView): JobView {
  return { ...job, interrupts: job.interrupts.map(to) };
}
