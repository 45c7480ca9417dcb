/**
 * Text from outside (topic names, config values, log lines) as it may be printed: what would move the cursor,
 * colour our words or turn the line around is shown as an escape instead. Tabs become spaces.
 */
export function visible(text: string): string {
  return text.replaceAll('\t', '    ').replaceAll(UNPRINTABLE, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** Controls (newlines too), and the marks that reverse or hide text (Trojan Source, CVE-2021-42574). */
const UNPRINTABLE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu
