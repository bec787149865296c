import Box from "@mui/material/Box";
import { memo, type SyntheticEvent, useState } from "react";
import type { Recommendation } from "@/api";
import { formatValue } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { useBlockActions } from "../actions/block-actions";
import { Entry, Tag } from "../answer/blocks/item-list";
import { isCostToReview } from "../answer/blocks/recommendations/table";
import { questionAbout, tagsOf } from "../answer/blocks/recommendations/words";
import { evidenceWords } from "../answer/words";
import { CostByDay } from "./cost-by-day";
import { Dismissal } from "./dismissal";
import { DoneMark } from "./done-mark";
import { isMore, isUncounted } from "./list";
import { type AccountNames, accountWords, type Saving } from "./saving";

const DISCLOSED = {
  mt: 0.75,
  "& > summary": {
    cursor: "pointer",
    width: "fit-content",
    borderRadius: 1,
    typography: "body2",
    color: "primary.main",
  },
  "& ul": { my: 0.5, pl: 2.25 },
  "&& > p": { mt: 0.5, maxWidth: "75ch" },
} as const;

/** One recommendation: what, where and how much, and behind it why, with the figures that show it. */
export const SavingEntry = memo(function SavingEntry({ saving, names }: { saving: Saving; names: AccountNames }) {
  const { item } = saving;
  const canDismiss = useBlockActions().dismiss !== undefined;
  return (
    <Entry
      title={readable(item.title)}
      under={whereWords(saving, names)}
      amount={amountWords(saving)}
      amountUnder={countedWords(saving)}
      good={!isUncounted(saving)}
      foot={
        <>
          {isUncounted(saving) && (
            <Box component="details" sx={DISCLOSED}>
              <summary>{isMore(saving.counted) ? "Why is only a part counted?" : "Why is this not counted?"}</summary>
              <p>{readable(item.notCounted)}</p>
            </Box>
          )}
          <Detail saving={saving} />
          {item.status !== "dismissed" && <DoneMark item={item} />}
          {canDismiss && item.check !== "" && item.status !== "done" && <Aside item={item} />}
        </>
      }
    >
      <div className="entry-tags">
        {tagsOf(item).map(({ words, tone }) => (
          <Tag key={words} tone={tone}>
            {words}
          </Tag>
        ))}
      </div>
    </Entry>
  );
});

/** The form is made when it is asked for: a list may have hundreds of entries. */
function Aside({ item }: { item: Recommendation }) {
  const [open, setOpen] = useState(false);
  if (item.status === "dismissed") return <Dismissal item={item} />;
  return (
    <Box
      component="details"
      className="no-print"
      sx={DISCLOSED}
      onToggle={(event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}
    >
      <summary>Dismiss it</summary>
      {open && <Dismissal item={item} />}
    </Box>
  );
}

function Detail({ saving: { item, account } }: { saving: Saving }) {
  const { ask } = useBlockActions();
  const question = questionAbout(item);
  return (
    <Box component="details" sx={DISCLOSED}>
      <summary>Evidence and what to do</summary>
      {[item.finding, item.detail].filter(Boolean).map((text, index) => (
        <p key={index}>{readable(text)}</p>
      ))}
      {item.evidence.length > 0 && (
        <ul aria-label="Evidence" className="entry-note">
          {item.evidence.map((evidence, index) => (
            <li key={index}>{evidenceWords(evidence)}</li>
          ))}
        </ul>
      )}
      <CostByDay resource={item.resource} account={account} />
      {ask && question !== "" && (
        <button type="button" className="entry-ask" onClick={() => ask(question)}>
          Ask about it
        </button>
      )}
    </Box>
  );
}

function whereWords({ item, service, account }: Saving, names: AccountNames): string {
  const parts = [
    isolated(item.resource),
    isolated(item.entity?.name ?? ""),
    service === item.resource ? "" : isolated(service),
    account === "" ? "" : isolated(accountWords(account, names)),
    isolated(item.entity?.region ?? ""),
  ];
  return [...new Set(parts.filter(Boolean))].join(" · ");
}

/** What is not counted and comes to nothing is a saving that nobody could work out; its reason says why. */
function isUnknown(saving: Saving): boolean {
  return isUncounted(saving) && !isMore(saving.counted) && !isMore(saving.uncounted);
}

function amountWords(saving: Saving): string {
  const { savingPerMonth, unit, estimated } = saving.item;
  if (isUnknown(saving)) return "not known";
  const amount = formatValue(savingPerMonth, "money", unit);
  return estimated ? `about ${amount}` : amount;
}

function countedWords(saving: Saving): string {
  if (!isUncounted(saving)) return "a month";
  if (isUnknown(saving)) return "not counted";
  if (isCostToReview(saving.item)) return "its cost a month, not counted";
  if (!isMore(saving.counted)) return "a month, not counted";
  return `a month, ${formatValue(saving.counted, "money", saving.item.unit)} of it counted`;
}
