import { useCallback, useState } from "react";
import type { AnomaliesBlock, Anomaly, Kept } from "@/api";
import { formatMoney, formatMoment, formatPeriod } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { useBlockActions } from "../../../actions/block-actions";
import { entityWords, plainWord } from "../../words";
import { Entry, ItemList, Tag } from "../item-list";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { anomaliesTable, expectedWords, wholeAnomalies } from ".";
import { Aside } from "./aside";

type Changed = ReadonlyMap<string, Kept | undefined>;
type OnChange = (item: Anomaly, kept: Kept | undefined) => void;

const NONE: Changed = new Map();

/** What is out of the ordinary: when, by how much, and why where that is known. */
export default function Anomalies({ block, ...rest }: ViewProps<AnomaliesBlock>) {
  const [changed, setChanged] = useState(NONE);
  const onChange = useCallback<OnChange>(
    (item, kept) => setChanged((earlier) => new Map([...earlier, [item.anomalyId, kept]])),
    [],
  );
  const picture = (shown: AnomaliesBlock) => (
    <ItemList label={shown.title}>
      {shown.items.map((item, index) => (
        <Item key={index} item={asChanged(item, changed)} onChange={onChange} />
      ))}
    </ItemList>
  );
  return <Paged block={block} kind={{ table: anomaliesTable, whole: wholeAnomalies }} picture={picture} {...rest} />;
}

/** An anomaly as the platform will tell it from now on; the answer above it was given before. */
function asChanged(item: Anomaly, changed: Changed): Anomaly {
  if (!changed.has(item.anomalyId)) return item;
  const kept = changed.get(item.anomalyId);
  if (!kept) return { ...item, status: "open", note: "" };
  return { ...item, status: "dismissed", note: `Dismissed until ${formatMoment(kept.until)}: ${kept.reason}` };
}

function Item({ item, onChange }: { item: Anomaly; onChange: OnChange }) {
  const canDismiss = useBlockActions().dismissAnomaly !== undefined;
  const impact =
    item.impact == null ? "" : `${item.impact.startsWith("-") ? "" : "+"}${formatMoney(item.impact, item.unit)}`;
  const under = [formatPeriod(item), item.entity ? entityWords(item.entity) : ""].filter(Boolean).join(" · ");
  const expected = expectedWords(item);
  return (
    <Entry
      title={isolated(item.label)}
      under={under}
      amount={impact || formatMoney(item.value, item.unit)}
      amountUnder={impact ? "beyond what was expected" : "cost"}
      foot={canDismiss && item.anomalyId ? <Aside item={item} onChange={onChange} /> : undefined}
    >
      <p className="entry-text">
        {formatMoney(item.value, item.unit)}
        {expected && `, ${expected}`}
      </p>
      {item.cause !== "" && <p className="entry-text">{readable(item.cause)}</p>}
      {item.note && <p className="entry-text">{readable(item.note)}</p>}
      {item.status !== "open" && (
        <div className="entry-tags">
          <Tag>{plainWord(item.status)}</Tag>
        </div>
      )}
    </Entry>
  );
}
