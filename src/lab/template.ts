/** A name for a lab's directory or a step: what its heading's `{#…}` takes, too. */
export const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** A template's text with the values put in for `{{name}}`. Pure. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole)
}

/** `delete-records` as a title: `Delete records`. */
export function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A lab.md with one more step: in front of its last heading, which is the challenge. Pure. */
export function withStep(lab: string, step: string): string {
  const lines = lab.split('\n')
  let fence: string | null = null
  const headings = lines.flatMap((line, index) => {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined) fence = fence === null ? mark : line.trim().startsWith(fence) ? null : fence
    return fence === null && /^## /.test(line) ? [index] : []
  })
  const last = headings.at(-1) ?? lines.length
  return [...lines.slice(0, last), ...step.trimEnd().split('\n'), '', ...lines.slice(last)].join('\n')
}
