import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import ButtonBase from "@mui/material/ButtonBase";
import { ChevronRight } from "lucide-react";
import { memo, useId, useState } from "react";
import { formatDay, formatMoney, NO_VALUE } from "@/values/format";
import { isolated } from "@/values/texts";
import { useBlockActions } from "../actions/block-actions";
import { ageWords } from "./list";
import type { Thing } from "./things";

interface Props {
  readonly thing: Thing;
  /** When the account was looked at. */
  readonly at: string | null;
  readonly units: readonly string[];
}

/** One resource: what, where and how much, and behind its name all that is known of it. */
export const ThingRow = memo(function ThingRow({ thing, at, units }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const place = placeWords(thing);
  return (
    <>
      <tr className={open ? "open" : undefined}>
        <th scope="row">
          <ButtonBase aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} sx={{ gap: 0.5 }}>
            <Box
              component={ChevronRight}
              size={14}
              aria-hidden
              sx={{ flex: "none", alignSelf: "flex-start", mt: 0.375, transform: open ? "rotate(90deg)" : "" }}
            />
            {isolated(thing.name)}
          </ButtonBase>
          {thing.name !== thing.id && <div className="under">{isolated(thing.id)}</div>}
          <div className="under on-phone">
            {[thing.what, thing.type, thing.state, place].filter(Boolean).map(isolated).join(" · ")}
          </div>
        </th>
        <td className="wide">
          {isolated(thing.what)}
          <div className="under">{isolated(thing.type)}</div>
        </td>
        <td className="wide">
          {isolated(thing.accountName || thing.account)}
          <div className="under">{isolated(thing.region)}</div>
        </td>
        <td className="wide">{isolated(thing.state) || NO_VALUE}</td>
        <td className="wide short">{ageWords(thing.created, at) || NO_VALUE}</td>
        <td className="amount">{costWords(thing, units)}</td>
      </tr>
      {open && (
        <tr className="detail" id={id}>
          <td colSpan={6}>
            <Detail thing={thing} at={at} units={units} />
          </td>
        </tr>
      )}
    </>
  );
});

function Detail({ thing, at, units }: Props) {
  const { ask } = useBlockActions();
  const question = questionAbout(thing);
  return (
    <Box sx={{ display: "grid", gap: 1, gridTemplateColumns: "minmax(0, 1fr)", pl: { md: 2.25 } }}>
      <Box
        component="dl"
        sx={{
          m: 0,
          display: "grid",
          gridTemplateColumns: { xs: "1fr", sm: "max-content minmax(0, 1fr)" },
          columnGap: 3,
          rowGap: { xs: 0, sm: 0.25 },
          "& dt": { color: "text.secondary" },
          "& dd": { m: 0, mb: { xs: 0.5, sm: 0 }, overflowWrap: "anywhere" },
        }}
      >
        {linesOf(thing, at, units).map(([term, words]) => (
          <Box key={term} sx={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </Box>
        ))}
      </Box>
      {ask && question !== "" && (
        <Box className="no-print">
          <Button variant="outlined" color="inherit" sx={{ borderColor: "divider" }} onClick={() => ask(question)}>
            Ask about this
          </Button>
        </Box>
      )}
    </Box>
  );
}

function linesOf(thing: Thing, at: string | null, units: readonly string[]): readonly (readonly [string, string])[] {
  const age = ageWords(thing.created, at);
  return [
    ["Kind", isolated(thing.kind)],
    ["Id", isolated(thing.id)],
    ["ARN", isolated(thing.arn)],
    ["Account", accountWords(thing)],
    ["Region", isolated(thing.region)],
    ["State", isolated(thing.state)],
    ["Type", isolated(thing.type)],
    ["Created", thing.created === "" ? "not known" : `${formatDay(thing.created)}${age === "" ? "" : ` (${age})`}`],
    ["Tags", tagWords(thing)],
    ["Encrypted", thing.isEncrypted === null ? "not known" : thing.isEncrypted ? "yes" : "no"],
    ["Cost", thing.costs.size > 0 ? costWords(thing, units) : "the bill does not name it"],
    ["On the bill as", thing.billedAs === thing.id ? "" : isolated(thing.billedAs)],
  ].filter((line): line is [string, string] => line[1] !== "");
}

/** What a conversation about it begins with: by the name that the bill has for it, where it has one. */
export function questionAbout({ billedAs, id }: Pick<Thing, "billedAs" | "id">): string {
  const name = billedAs || id;
  return name === "" ? "" : `What did ${name} cost?`;
}

function placeWords({ account, accountName, region }: Thing): string {
  return [accountName || account, region].filter(Boolean).join(" · ");
}

function accountWords({ account, accountName }: Thing): string {
  return accountName === "" ? isolated(account) : `${isolated(accountName)} (${isolated(account)})`;
}

function tagWords({ tags }: Thing): string {
  if (tags === null) return "not read";
  return tags.map(([key, value]) => isolated(`${key}=${value}`)).join(", ") || "none";
}

/** In each currency that there is; a dash where the bill does not name it. */
function costWords({ costs }: Thing, units: readonly string[]): string {
  const known = units.flatMap((unit) => {
    const amount = costs.get(unit);
    return amount === undefined ? [] : [formatMoney(amount, unit)];
  });
  return known.join(" + ") || NO_VALUE;
}
