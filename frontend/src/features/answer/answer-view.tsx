import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Suspense, useMemo, useState } from "react";
import type { Answer, Basis, Remainder } from "@/api";
import { Markdown } from "@/components/markdown";
import { formatValue } from "@/values/format";
import { readable } from "@/values/texts";
import { BasisDisclosure } from "./basis-disclosure";
import { kindOfBlock } from "./blocks/kinds";
import { Unknown } from "./blocks/unknown";
import { type Pair, pairBlocks } from "./pairs";
import type { LoadItems } from "./rows";
import { withTheRest } from "./whole";

interface Props {
  readonly answer: Answer;
  readonly loadRows: LoadItems;
}

/** The typed parts of an answer, each shown as what it is: under its section's title when there are several. */
export function Blocks({ answer, loadRows }: Props) {
  const [rest, setRest] = useState<Answer>();
  const all = rest ?? answer;
  const groups = useMemo(() => groupsOf(all), [all]);
  if (groups.length === 0 && answer.more.length === 0) return null;
  return (
    <Box sx={GRID}>
      {groups.map(({ title, basis, pairs }, index) => (
        <Box key={index} sx={GRID}>
          {title !== "" && <SectionHead title={title} basis={basis} />}
          {pairs.map((pair, position) => (
            <Block key={pair.block.id || position} {...pair} basis={basis} loadRows={loadRows} />
          ))}
        </Box>
      ))}
      {rest && answer.more.some(({ of }) => of === "markdown") && <Markdown text={rest.markdown} />}
      {!rest && answer.more.length > 0 && (
        <Rest more={answer.more} load={async () => setRest(await withTheRest(answer, loadRows))} />
      )}
    </Box>
  );
}

const GRID = { display: "grid", gap: 2, gridTemplateColumns: "minmax(0, 1fr)" };

interface Group {
  readonly title: string;
  readonly basis: Basis;
  readonly pairs: readonly Pair[];
}

/** The blocks by the section they belong to, each with what its own numbers stand on; first those of none. */
function groupsOf({ blocks, sections, basis }: Answer): Group[] {
  const pairs = pairBlocks(blocks);
  if (sections.length < 2) return pairs.length > 0 ? [{ title: "", basis, pairs }] : [];
  const owned = sections.map((section) => ({
    title: section.title,
    basis: section.basis,
    pairs: pairs.filter(({ block }) => block.id !== "" && section.blockIds.includes(block.id)),
  }));
  const known = new Set(owned.flatMap((group) => group.pairs));
  const others = { title: "", basis, pairs: pairs.filter((pair) => !known.has(pair)) };
  return [...owned, others].filter((group) => group.pairs.length > 0);
}

function SectionHead({ title, basis }: { title: string; basis: Basis }) {
  return (
    <Box sx={{ display: "grid", gap: 1, mt: 1 }}>
      <Typography variant="h3" component="h4" sx={{ overflowWrap: "anywhere" }}>
        {readable(title)}
      </Typography>
      <BasisDisclosure basis={basis} of={readable(title)} />
    </Box>
  );
}

function Block({ block, ...rest }: Pair & { readonly basis: Basis; readonly loadRows: LoadItems }) {
  const kind = kindOfBlock(block);
  if (!kind) return <Unknown title={titleOf(block)} />;
  return (
    <Suspense fallback={<Box sx={{ minHeight: 160 }} aria-busy />}>
      <kind.View block={block} {...rest} />
    </Suspense>
  );
}

/** A block of a newer platform may have none. */
function titleOf(block: { readonly title?: unknown }): string {
  return typeof block.title === "string" ? block.title : "";
}

const THINGS: Readonly<Record<string, string>> = {
  sections: "sections",
  blocks: "tables and charts",
  facts: "figures in the text",
};

/** What did not come along, and how to get it. */
function Rest({ more, load }: { more: readonly Remainder[]; load: () => Promise<void> }) {
  const [problem, setProblem] = useState("");
  const things = more.map(({ of, total }) => {
    const thing = THINGS[of];
    return thing ? `${formatValue(String(total), "number")} ${thing}` : "the whole text";
  });
  const attempt = () => {
    setProblem("");
    load().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <Box className="no-print" sx={{ typography: "caption", color: "text.secondary" }}>
      This answer is too large to come at once. <Button onClick={attempt}>Load {things.join(", ")}</Button>
      {problem && <Box sx={{ color: "error.main" }}>{problem}</Box>}
    </Box>
  );
}
