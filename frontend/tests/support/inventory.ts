import type { Answer, TableBlock } from "@/api";
import type { Bill } from "@/features/bill/bill";
import { byService } from "./answers";

const TEXTS = [
  ...["kind", "what", "name", "id", "arn", "account", "account_name", "region", "state", "type", "tags"],
  ...["created", "new", "encrypted", "billed_as"],
];
const ACCOUNT = ["111122223333", "Production"];
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:mail";

/** The tool's table of resources: costs in two currencies, and things of which not all is known. */
export const resources: TableBlock = {
  ...{ type: "table", id: "", title: "Resources", totalRows: 4, artifactId: null, entities: [] },
  columns: [
    ...TEXTS.map((key) => ({ key, label: key, kind: "text" as const, unit: "" })),
    ...["EUR", "USD"].map((unit) => ({ key: `cost_${unit}`, label: "Cost", kind: "money" as const, unit })),
  ],
  rows: [
    [
      ...["ec2:instance", "EC2 instance", "web", "i-1", null, ...ACCOUNT, "us-east-1", "running", "m6i.large"],
      ...['{"team":"shop"}', "2026-01-01T00:00:00+00:00", "no", null, "i-1", null, "51.5"],
    ],
    [
      ...["ec2:volume", "EBS volume", "vol-1", "vol-1", null, ...ACCOUNT, "eu-west-1", "available", "gp2"],
      ...["{}", "2026-05-29T00:00:00+00:00", "yes", "no", null, null, null],
    ],
    [
      ...["lambda:function", "Lambda function", "mail", "mail", FUNCTION, ...ACCOUNT, "us-east-1", null, "python3.12"],
      ...["{}", "2020-06-01T00:00:00+00:00", "no", null, FUNCTION, "2", "3"],
    ],
    [
      ...["glue:job", "Glue job", "nightly", "nightly", null, "999999999999", null, "us-east-1", null, null],
      ...[null, null, null, null, null, null, null],
    ],
  ],
};

export const HOLDINGS: Answer = {
  ...byService,
  headline: "There are 4 resources; those that the bill names cost €2.00 and $54.50 in May 2026.",
  markdown: "",
  facts: [],
  blocks: [resources],
  basis: {
    ...byService.basis,
    dataAsOf: "2026-06-01T00:00:00Z",
    gaps: [{ source: "kms:ListKeys", reason: "denied", message: "It is not allowed.", remedy: "Allow it." }],
  },
};

/** The bill on a platform that has a snapshot of its account. */
export function withInventory(bill: Bill): Bill {
  const tile = {
    ...{ agent: "inventory", name: "holdings", title: "Inventory", question: "What is in the accounts?" },
    ...{ tool: "holdings", arguments: {}, kind: "page", takesPeriod: false, grain: null },
  };
  return { ...bill, tiles: [...bill.tiles, tile] };
}
