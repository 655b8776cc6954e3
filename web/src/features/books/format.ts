/** Formats sizes, speeds, durations and languages. */

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export const formatSpeed = (bytesPerSecond: number): string => `${formatSize(bytesPerSecond)}/s`;

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

const languageNames = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** Return the names of language codes that are separated by commas. */
export function formatLanguages(codes: string): string {
  return codes
    .split(",")
    .filter((code) => code !== "")
    .map(nameLanguage)
    .join(", ");
}

function nameLanguage(code: string): string {
  try {
    return languageNames.of(code.trim()) ?? code;
  } catch {
    return code;
  }
}
