/**
 * Exact arithmetic on decimal strings, the form in which the server sends every amount. Binary floats appear only
 * where pixels are computed, through `approximate`.
 */
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

interface Scaled {
  readonly units: bigint;
  /** Digits behind the point. */
  readonly scale: number;
}

/** Exponents are of three digits at most: what is written in a few characters must not take a gigabyte. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Less than, equal to or greater than 0, like a sort function. Throws RangeError for what is not a decimal. */
export function compareDecimals(a: string, b: string): number {
  const [left, right] = align(parse(a), parse(b));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The power of ten of the first digit that is not 0: 3 for 1,234, -2 for 0.05, 0 for nothing. */
export function leadingPlace(value: string): number {
  const { units, scale } = parse(value);
  if (units === 0n) return 0;
  return (units < 0n ? -units : units).toString().length - 1 - scale;
}

export function sumDecimals(values: readonly string[]): string {
  const parsed = values.map(parse);
  const scale = Math.max(0, ...parsed.map((value) => value.scale));
  return toText(
    parsed.reduce((sum, value) => sum + raise(value, scale), 0n),
    scale,
  );
}

export function subtractDecimals(from: string, values: readonly string[]): string {
  return sumDecimals([from, ...values.map(negated)]);
}

export interface Rounded {
  readonly negative: boolean;
  /** Digits without a sign, `digits` of them behind the point. */
  readonly text: string;
  readonly isZero: boolean;
  /** Whether something was there that rounding made zero. */
  readonly vanished: boolean;
}

/** Rounds half to even. Throws RangeError for what is not a decimal. */
export function roundDecimal(value: string, digits: number): Rounded {
  const { units, scale } = parse(value);
  const size = units < 0n ? -units : units;
  const divisor = 10n ** BigInt(Math.max(0, scale - digits));
  const [whole, rest] = [size / divisor, size % divisor];
  const up = rest * 2n > divisor || (rest * 2n === divisor && whole % 2n === 1n);
  const kept = raise({ units: up ? whole + 1n : whole, scale: Math.min(scale, digits) }, digits);
  return { negative: units < 0n, text: toText(kept, digits), isZero: kept === 0n, vanished: kept === 0n && size > 0n };
}

function negated(value: string): string {
  const { units, scale } = parse(value);
  return toText(-units, scale);
}

/** For lengths and positions on a screen only. */
export function approximate(text: string): number {
  return Number(text);
}

function parse(text: string): Scaled {
  const match = DECIMAL.exec(text.trim());
  if (!match) throw new RangeError(`not a decimal: ${text}`);
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = match;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units: digits, scale } : { units: digits * 10n ** BigInt(-scale), scale: 0 };
}

function align(a: Scaled, b: Scaled): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  return [raise(a, scale), raise(b, scale)];
}

function raise(value: Scaled, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

function toText(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return units < 0n ? `-${text}` : text;
}
