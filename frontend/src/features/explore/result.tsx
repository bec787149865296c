import Box from "@mui/material/Box";
import { memo, useMemo } from "react";
import type { Answer } from "@/api";
import { BlockFrame } from "../answer/blocks/block-frame";
import { CsvButton } from "../answer/blocks/csv-button";
import { Chart } from "./chart/chart";
import { labelOf, type Dimension } from "./dimensions";
import { drilled, drilledIntoOthers, zoomed } from "./drill";
import type { Sums } from "./sums";
import { GroupsTable } from "./groups-table";
import { IntervalsTable } from "./intervals-table";
import { Legend } from "./legend";
import { groupsCsv, linesCsv } from "./sheets";
import type { View } from "./view";

interface Props {
  /** The view that the answer is of, which may be the one before while the next is on its way. */
  readonly view: View;
  readonly answer: Answer;
  readonly sums: Sums;
  readonly dimensions: readonly Dimension[];
  readonly onShow: (view: View) => void;
}

/** The chart and the table of the same sums, each of which leads further into them. */
export const Result = memo(function Result({ view, answer, sums, dimensions, onShow }: Props) {
  const offered = useMemo(() => new Set(dimensions.map(({ name }) => name)), [dimensions]);
  const { lines, starts } = sums;
  const until = answer.basis.period?.end ?? "";
  const zoom = (from: number, to: number) => onShow(zoomed(view, starts, from, to, until));
  const named = lines.flatMap(({ values }) => (values ? [values] : []));
  const into = (index: number): View | undefined => {
    const line = lines[index];
    if (line?.values) return drilled(view, line.values, offered);
    return line?.isOthers ? drilledIntoOthers(view, named) : undefined;
  };
  const pick = (line: number, at?: number) => {
    const next = into(line);
    if (next) onShow(next);
    else if (at !== undefined && view.groups.length === 0) zoom(at, at);
  };
  const by = view.groups.map((name) => labelOf(name, dimensions).toLowerCase()).join(" and ");
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        alignItems: "start",
        gridTemplateColumns: {
          xs: "minmax(0, 1fr)",
          lg: "minmax(0, 1fr) minmax(0, 1fr)",
          xl: "minmax(0, 1.35fr) minmax(0, 1fr)",
        },
      }}
    >
      <BlockFrame
        title={by === "" ? "Over time" : `Over time by ${by}`}
        tools={
          <CsvButton table={linesCsv(sums)} basis={answer.basis} rows={() => Promise.resolve(linesCsv(sums).rows)} />
        }
      >
        <Box sx={{ p: 1 }}>
          <Chart sums={sums} kind={view.chart} grain={view.grain} onPick={pick} onZoom={zoom} />
        </Box>
        <Legend sums={sums} grain={view.grain} canPick={(index) => into(index) !== undefined} onPick={pick} />
      </BlockFrame>
      {view.groups.length > 0 ? (
        <BlockFrame
          title={`By ${by}`}
          tools={
            <CsvButton
              table={groupsCsv(sums, view, dimensions)}
              basis={answer.basis}
              rows={() => Promise.resolve(groupsCsv(sums, view, dimensions).rows)}
            />
          }
        >
          <GroupsTable
            sums={sums}
            view={view}
            dimensions={dimensions}
            onSort={(sort) => onShow({ ...view, sort })}
            onDrill={(values) => onShow(drilled(view, values, offered))}
          />
        </BlockFrame>
      ) : (
        <BlockFrame title="Each period">
          <IntervalsTable sums={sums} grain={view.grain} onZoom={(at) => zoom(at, at)} />
        </BlockFrame>
      )}
    </Box>
  );
});
