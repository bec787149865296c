import type { Answer } from "@/api";
import { byService, recommendation, SERVICES, serviceTable } from "../tests/support/answers.ts";

const days = Array.from({ length: 30 }, (_, index) => `2026-04-${String(index + 1).padStart(2, "0")}`);
const wave = (index: number, size: number) =>
  (size * (1 + 0.25 * Math.sin(index / 2) + (index % 7 > 4 ? -0.2 : 0))).toFixed(4);

const daily: Answer = {
  ...byService,
  headline: "Daily spend ran between $820 and $1,410",
  blocks: [
    {
      type: "time_series",
      id: "",
      title: "Daily cost",
      unit: "USD",
      granularity: "daily",
      marks: [{ start: "2026-04-17", label: "Sale began" }],
      series: [
        {
          name: "Cost",
          points: days.map((start, index) => ({ start, value: wave(index, 1_120), partial: index === 29 })),
        },
      ],
    },
    {
      type: "time_series",
      id: "",
      title: "Daily cost by service",
      unit: "USD",
      granularity: "daily",
      marks: [],
      series: SERVICES.slice(0, 5).map(([name, cost]) => ({
        name,
        points: days.map((start, index) => ({ start, value: wave(index, Number(cost) / 30), partial: false })),
      })),
    },
    {
      type: "time_series",
      id: "",
      title: "Forecast",
      unit: "USD",
      granularity: "daily",
      marks: [],
      series: [
        {
          name: "Measured",
          points: days.slice(0, 20).map((start, index) => ({ start, value: wave(index, 1_120), partial: false })),
        },
        {
          name: "Expected",
          points: days.slice(19).map((start, index) => ({
            start,
            value: wave(index + 19, 1_120),
            low: (900 - index * 20).toFixed(2),
            high: (1_350 + index * 30).toFixed(2),
            partial: false,
          })),
        },
      ],
    },
  ],
};

const everything: Answer = {
  ...byService,
  blocks: [
    {
      type: "breakdown",
      id: "",
      title: "Shares",
      unit: "USD",
      total: "34161.34",
      items: SERVICES.map(([label, value]) => ({ label, value, share: (Number(value) / 34_161.34).toFixed(4) })),
    },
    {
      type: "recommendations",
      id: "",
      title: "What to do",
      items: [
        recommendation({
          title: "Delete 12 unattached volumes",
          resource: "vol-0a1b2c3d4e5f, eu-central-1",
          savingPerMonth: "218.40",
          detail: "No volume was attached for 90 days.",
        }),
      ],
    },
    {
      type: "code",
      id: "",
      title: "The query",
      language: "sql",
      code: "SELECT service, sum(cost) AS cost\nFROM bill -- one month\nWHERE period = '2026-04'\nGROUP BY 1 ORDER BY 2 DESC;",
    },
  ],
};

const large: Answer = {
  ...byService,
  headline: "10,000 resources had a cost",
  blocks: [
    {
      ...serviceTable,
      title: "Cost by resource",
      rows: Array.from({ length: 10_000 }, (_, index) => [
        `i-${(index * 2_654_435_761).toString(16).padStart(12, "0")}`,
        wave(index, 40),
        "0.0001",
      ]),
      totalRows: 10_000,
    },
  ],
};

export function answerTo(question: string): Answer {
  if (/daily|trend|forecast/i.test(question)) return daily;
  if (/everything/i.test(question)) return everything;
  if (/resource/i.test(question)) return large;
  return byService;
}
