import { Children, type CSSProperties, type ReactNode } from "react";
import "./item-list.css";

/** From so many entries on, those far from the screen are not drawn. */
const MANY = 100;

/** Entries under each other: what it is on the left, its amount on the right, on a phone below. */
export function ItemList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className={Children.count(children) > MANY ? "entries entries-many" : "entries"}>
      {children}
    </ul>
  );
}

interface EntryProps {
  readonly title: ReactNode;
  readonly under: string;
  readonly amount: string;
  readonly amountUnder: string;
  readonly good?: boolean;
  readonly children?: ReactNode;
  /** Below both, in the whole width. */
  readonly foot?: ReactNode;
}

export function Entry({ title, under, amount, amountUnder, good = false, children, foot }: EntryProps) {
  return (
    <li className="entry">
      <div className="entry-subject">
        <p className="entry-main">{title}</p>
        {under !== "" && <div className="entry-note">{under}</div>}
        {children}
      </div>
      <div className="entry-amount">
        <p className={good ? "entry-main entry-good" : "entry-main"}>{amount}</p>
        <div className="entry-note">{amountUnder}</div>
      </div>
      {foot !== undefined && <div className="entry-foot">{foot}</div>}
    </li>
  );
}

export type Tone = "error" | "warning" | "success" | "plain";

/** A word about an entry, told apart by its border as well as by its colour. */
export function Tag({ children, tone = "plain" }: { children: ReactNode; tone?: Tone }) {
  const colour = tone === "plain" ? "text-secondary" : `${tone}-main`;
  return (
    <span className="entry-tag" style={{ "--tone": `var(--mui-palette-${colour})` } as CSSProperties}>
      {children}
    </span>
  );
}
