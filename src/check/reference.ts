import { words } from '../words/index.ts'
import { answerParameters, checkParameters } from './schema.ts'

const t = words.reference

/** The reference of all kinds of checks and answers, as a page of Markdown. Made from the table that reads them. */
export function reference(): string {
  const checks = keysOf(checkParameters).flatMap((kind) => {
    const { about, example, parameters } = t.checks[kind]
    const meaning: Readonly<Record<string, string>> = parameters
    const rows = Object.entries(checkParameters[kind]).map(([name, schema]) => {
      const optional = name !== kind && isOptional(schema) ? ` (${t.optional})` : ''
      return `| \`${name}\` | ${meaning[name] ?? ''}${optional} |`
    })
    return [
      `### \`${kind}\``,
      about,
      ['```yaml', example, '```'].join('\n'),
      table(t.parameter, t.meaning, rows),
    ]
  })
  const answers = keysOf(answerParameters).map((kind) => {
    const written = Object.entries(answerParameters[kind]).map(([name, schema]) =>
      isOptional(schema) ? `${name}?` : name,
    )
    return `| \`${kind}: { ${written.join(', ')} }\` | ${t.answers[kind]} |`
  })
  return `${[
    `# ${t.title}`,
    t.intro,
    `## ${t.checksTitle}`,
    t.checksIntro,
    ...checks,
    `## ${t.answersTitle}`,
    t.answersIntro,
    table(t.parameter, t.meaning, answers),
  ].join('\n\n')}\n`
}

function table(first: string, second: string, rows: readonly string[]): string {
  return [`| ${first} | ${second} |`, '| --- | --- |', ...rows].join('\n')
}

function isOptional(schema: { readonly type: string }): boolean {
  return schema.type === 'optional'
}

function keysOf<T extends object>(of: T): (keyof T)[] {
  return Object.keys(of) as (keyof T)[]
}
