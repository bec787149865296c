import type { Recommendation } from "@/api";
import { useBlockActions } from "../actions/block-actions";
import { DismissForm, TakeBack } from "../actions/dismiss-form";

/** Puts a recommendation out of the totals for a reason, or takes that back. */
export function Dismissal({ item }: { item: Recommendation }) {
  const { dismiss, reopen } = useBlockActions();
  if (item.check === "" || !dismiss || !reopen) return null;
  return item.status === "dismissed" ? (
    <TakeBack label="Count it again" onClick={() => reopen(item)} />
  ) : (
    <DismissForm
      until="It is in no total until then, or until it saves over a quarter more."
      onDismiss={(reason, days) => dismiss(item, reason, days)}
    />
  );
}
