import type { AnomaliesBlock, Anomaly } from "@/api";
import { formatMoney, formatPeriod } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { entityWords, plainWord } from "../../words";
import { Entry, ItemList, Tag } from "../item-list";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { anomaliesTable, expectedWords, wholeAnomalies } from ".";

/** What is out of the ordinary: when, by how much, and why where that is known. */
export default function Anomalies({ block, ...rest }: ViewProps<AnomaliesBlock>) {
  return <Paged block={block} kind={{ table: anomaliesTable, whole: wholeAnomalies }} picture={list} {...rest} />;
}

function list(block: AnomaliesBlock) {
  return (
    <ItemList label={block.title}>
      {block.items.map((item, index) => (
        <Item key={index} item={item} />
      ))}
    </ItemList>
  );
}

function Item({ item }: { item: Anomaly }) {
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
    >
      <p className="entry-text">
        {formatMoney(item.value, item.unit)}
        {expected && `, ${expected}`}
      </p>
      {item.cause !== "" && <p className="entry-text">{readable(item.cause)}</p>}
      {item.status !== "open" && (
        <div className="entry-tags">
          <Tag>{plainWord(item.status)}</Tag>
        </div>
      )}
    </Entry>
  );
}
