import type { Recommendation } from "@/api";
import { useBlockActions } from "../actions/block-actions";
import { Problem, useRequest } from "../actions/request";

/** Says that a recommendation was carried out, or takes that back. */
export function DoneMark({ item }: { item: Recommendation }) {
  const { mark, unmark } = useBlockActions();
  const { busy, problem, run } = useRequest();
  if (item.check === "" || !mark || !unmark) return null;
  const isDone = item.status === "done";
  return (
    <div className="no-print">
      {isDone && (
        <div className="entry-note">
          Marked as done. It stays in the list as long as the bill shows it; what it saved is under “What was saved”
          once a later month tells.
        </div>
      )}
      <button
        type="button"
        className="entry-ask"
        disabled={busy}
        onClick={() => void run(() => (isDone ? unmark(item) : mark(item)))}
      >
        {isDone ? "Not done after all" : "Mark as done"}
      </button>
      {problem !== "" && <Problem text={problem} />}
    </div>
  );
}
