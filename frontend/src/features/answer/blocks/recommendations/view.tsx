import type { Recommendation, RecommendationsBlock } from "@/api";
import { formatMoney } from "@/values/format";
import { isolated, readable } from "@/values/texts";
import { useBlockActions } from "../../../actions/block-actions";
import { entityWords, evidenceWords } from "../../words";
import { Entry, ItemList, Tag } from "../item-list";
import type { ViewProps } from "../kind";
import { Paged } from "../paged";
import { hasAmount, isCostToReview, recommendationsTable, wholeRecommendations } from "./table";
import { questionAbout, tagsOf } from "./words";

/** What can be saved: each with its evidence, what doing it takes, and what became of it. */
export default function Recommendations({ block, ...rest }: ViewProps<RecommendationsBlock>) {
  const kind = { table: recommendationsTable, whole: wholeRecommendations };
  return <Paged block={block} kind={kind} picture={list} {...rest} />;
}

function list(block: RecommendationsBlock) {
  return (
    <ItemList label={block.title}>
      {block.items.map((item, index) => (
        <Item key={index} item={item} />
      ))}
    </ItemList>
  );
}

function underAmount(item: Recommendation): string {
  if (!hasAmount(item)) return "not counted";
  return isCostToReview(item) ? "its cost a month" : "a month";
}

function Item({ item }: { item: Recommendation }) {
  const { ask } = useBlockActions();
  const saving = formatMoney(item.savingPerMonth, item.unit);
  const where = [isolated(item.resource), item.entity ? entityWords(item.entity) : ""].filter(Boolean).join(" · ");
  const tags = tagsOf(item);
  const question = questionAbout(item);
  return (
    <Entry
      title={readable(item.title)}
      under={where}
      amount={hasAmount(item) ? (item.estimated ? `about ${saving}` : saving) : "not known"}
      amountUnder={underAmount(item)}
      good={item.notCounted === ""}
    >
      {[item.finding, item.detail].filter(Boolean).map((text, index) => (
        <p key={index} className="entry-text">
          {readable(text)}
        </p>
      ))}
      {item.evidence.length > 0 && (
        <ul aria-label="Evidence" className="entry-note entry-evidence">
          {item.evidence.map((evidence, index) => (
            <li key={index}>{evidenceWords(evidence)}</li>
          ))}
        </ul>
      )}
      {tags.length > 0 && (
        <div className="entry-tags">
          {tags.map(({ words, tone }) => (
            <Tag key={words} tone={tone}>
              {words}
            </Tag>
          ))}
        </div>
      )}
      {item.notCounted && <p className="entry-note entry-text">Not counted: {readable(item.notCounted)}</p>}
      {ask && question !== "" && (
        <button type="button" className="entry-ask" onClick={() => ask(question)}>
          Ask about it
        </button>
      )}
    </Entry>
  );
}
