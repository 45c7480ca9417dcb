/** A file's lines, without BOM and carriage returns; `first` is the 1-based line of lines[0] in the file. */
export type Source = { readonly file: string; readonly lines: readonly string[]; readonly first: number }

/** A file as it was read, split into lines the way Markdown and YAML both count them. */
export function source(text: string, file: string): Source {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
  return { file, lines, first: 1 }
}

/** The lines from `start` up to, not with, `end` (0-based), which still know where they stand in the file. */
export function part(whole: Source, start: number, end: number = whole.lines.length): Source {
  return { file: whole.file, lines: whole.lines.slice(start, end), first: whole.first + start }
}

/** The text of a source. */
export function textOf(of: Source): string {
  return of.lines.join('\n')
}

/** Splits off the front matter: the lines between a first line `---` and the next one; null where there is none. */
export function splitFrontMatter(whole: Source): { head: Source; body: Source; closed: boolean } | null {
  if (whole.lines[0]?.trimEnd() !== '---') return null
  const end = whole.lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---')
  if (end >= 0) return { head: part(whole, 1, end), body: part(whole, end + 1), closed: true }
  const heading = whole.lines.findIndex((line) => /^#{1,6} /.test(line))
  const stop = heading < 0 ? whole.lines.length : heading
  return { head: part(whole, 1, stop), body: part(whole, stop), closed: false }
}
