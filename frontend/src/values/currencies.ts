/** Currencies with a sign of their own; all others have their code, since many share the dollar's or the yen's. */
const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", KRW: "₩" };

/** Digits behind the point by ISO 4217, where they are not two. */
const MINOR_UNITS: ReadonlyMap<string, number> = new Map([
  ...of(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...of(3, "BHD IQD JOD KWD LYD OMR TND"),
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
