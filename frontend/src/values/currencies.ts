// Made by `python -m tests.meta.currency_data` from CLDR. Do not edit.

/** What stands before an amount in English, where it is not the code and a blank. */
const SIGNS: Readonly<Record<string, string>> = {
  AUD: "A$",
  BRL: "R$",
  CAD: "CA$",
  CNY: "CN¥",
  EUR: "€",
  GBP: "£",
  HKD: "HK$",
  ILS: "₪",
  INR: "₹",
  JPY: "¥",
  KRW: "₩",
  MXN: "MX$",
  NZD: "NZ$",
  PHP: "₱",
  TWD: "NT$",
  USD: "$",
  VND: "₫",
  XAF: "FCFA ",
  XCD: "EC$",
  XCG: "Cg. ",
  XOF: "F CFA ",
  XPF: "CFPF ",
  XXX: "¤",
};

/** Digits behind the point, where they are not two. */
const MINOR_UNITS: ReadonlyMap<string, number> = new Map([
  ...of(
    0,
    "ADP AFN ALL BIF BYR CLP COP DJF ESP GNF HUF IDR IQD IRR ISK ITL JPY KMF KPW KRW LAK LBP LUF MGA MGF MMK MRO PYG RWF SLL SOS STD SYP TMM TRL UGX UYI VND VUV XAF XOF XPF YER ZMK ZWD",
  ),
  ...of(3, "BHD JOD KWD LYD OMR TND"),
  ...of(4, "CLF UYW"),
]);

export interface Currency {
  readonly digits: number;
  readonly before: string;
  readonly after: string;
}

/** How amounts in a unit are written; what is no currency's code follows its number. */
export function currencyOf(unit: string): Currency {
  const digits = MINOR_UNITS.get(unit) ?? 2;
  if (/^[A-Z]{3}$/.test(unit)) return { digits, before: SIGNS[unit] ?? `${unit} `, after: "" };
  return { digits, before: "", after: unit === "" ? "" : ` ${unit}` };
}

function of(digits: number, codes: string): [string, number][] {
  return codes.split(" ").map((code) => [code, digits]);
}
