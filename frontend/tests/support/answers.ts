import type { Answer, Basis, Recommendation, TableBlock } from "@/api";

export const basis: Basis = {
  metric: "Unblended cost",
  period: { start: "2026-04-01", end: "2026-05-01" },
  granularity: "monthly",
  currency: "USD",
  included: ["usage", "support"],
  excluded: ["tax", "credits"],
  filters: [],
  partialPeriods: [],
  dataAsOf: "2026-05-03T04:00:00Z",
  accounts: ["111122223333"],
  source: "sample-april.parquet",
  sample: true,
  rowsRead: 48_211,
  pagesRead: 0,
  apiRequests: 0,
  apiCostUsd: "0",
  notes: [],
  periods: [],
  gaps: [],
};

export const SERVICES: readonly (readonly [string, string])[] = [
  ["Amazon Elastic Compute Cloud", "18244.1073"],
  ["Amazon Relational Database Service", "9120.55"],
  ["Amazon Simple Storage Service", "4310.0008"],
  ["AWS Lambda", "1204.33"],
  ["Amazon CloudFront", "880.1"],
  ["AWS Key Management Service", "12.004"],
  ["Amazon Simple Notification Service", "0.0031"],
  ["Savings Plan credit", "-250"],
  ["Amazon DynamoDB", "640.25"],
];

export const serviceTable: TableBlock = {
  type: "table",
  id: "",
  title: "Cost by service",
  columns: [
    { key: "service", label: "Service", kind: "text", unit: "" },
    { key: "cost", label: "Cost", kind: "money", unit: "USD" },
    { key: "share", label: "Share", kind: "percent", unit: "" },
  ],
  rows: SERVICES.map(([service, cost]) => [service, cost, (Number(cost) / 34_161.34).toFixed(6)]),
  totalRows: SERVICES.length,
  artifactId: null,
  entities: [],
};

/** A recommendation of which only what it saves is known. */
export function recommendation(
  given: Pick<Recommendation, "title" | "resource" | "savingPerMonth"> & Partial<Recommendation>,
): Recommendation {
  const unsaid = {
    check: "",
    finding: "",
    evidence: [],
    sources: [],
    notCounted: "",
    effort: "",
    risk: "",
    savingClass: "",
  } as const;
  return { ...unsaid, unit: "USD", detail: "", estimated: false, status: "open", evidence: [], sources: [], ...given };
}

export const byService: Answer = {
  headline: "You spent $34,161.34 in April 2026, 53 % of it on Amazon EC2",
  markdown:
    "The largest service is **Amazon Elastic Compute Cloud** with $18,244.11, followed by Amazon RDS with $9,120.55. Nine services had a cost.",
  blocks: [serviceTable],
  basis,
  facts: [],
  answered: true,
  sections: [],
  usage: { requests: 0, priceUsd: "0", tokensIn: 0, tokensOut: 0, tokensUnpriced: 0 },
  more: [],
  suggestions: ["How did EC2 change against March?", "What did I spend by account?", "Show my daily spend"],
};
