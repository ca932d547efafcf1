// Numbers as a person reads them, with their units. What is not known is a dash.

export const UNKNOWN = "–";
const SPACE = "\u202f";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const known = (value) => typeof value === "number" && Number.isFinite(value);

/** 1234567 as 1,234,567. */
export function count(value) {
  return known(value) ? whole.format(value) : UNKNOWN;
}

/** Three significant digits, without an exponent for sizes of every day. */
export function short(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  if (size === 0) {
    return "0";
  }
  if (size >= 1000) {
    return whole.format(value);
  }
  return size >= 0.001 ? minus(String(Number(value.toPrecision(3)))) : scientific(value);
}

/** 0.000123 as 1.23 × 10⁻⁴. */
export function scientific(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  if (value === 0) {
    return "0";
  }
  const [digits, exponent] = value.toExponential(2).split("e");
  return `${minus(digits)}${SPACE}×${SPACE}${powerOfTen(Number(exponent))}`;
}

/** 10⁻⁴ for -4. */
export function powerOfTen(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[digit]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** 0.3214 as 32.1 %. */
export function percent(value) {
  if (value > 0 && value < 0.0005) {
    return `< 0.1${SPACE}%`;
  }
  return known(value) ? `${(100 * value).toFixed(1)}${SPACE}%` : UNKNOWN;
}

/** -0.4167 as −0.42. */
export function cosine(value) {
  return known(value) ? minus(value.toFixed(2)) : UNKNOWN;
}

export function perSecond(value) {
  return known(value) ? `${short(value)}${SPACE}/s` : UNKNOWN;
}

export function milliseconds(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  return value >= 10000 ? duration(value / 1000) : `${short(value)}${SPACE}ms`;
}

/** A span of time in the unit that suits it. */
export function duration(seconds) {
  if (!known(seconds)) {
    return UNKNOWN;
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)}${SPACE}s`;
  }
  if (seconds < 120) {
    return `${Math.round(seconds)}${SPACE}s`;
  }
  if (seconds < 7200) {
    return `${Math.round(seconds / 60)}${SPACE}min`;
  }
  return seconds < 172800 ? `${Math.round(seconds / 3600)}${SPACE}h` : `${Math.round(seconds / 86400)}${SPACE}days`;
}

export function bytes(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : short(value)}${SPACE}${units[unit]}`;
}

/** The time of day, of a Unix time in seconds, where the reader is. */
export function clock(seconds) {
  return new Date(1000 * seconds).toLocaleTimeString("en-GB");
}

function minus(digits) {
  return digits.replace("-", "−");
}
