import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'

/** What the layout of src promises, read from its import statements. */

const SRC = join(import.meta.dirname, '../src')

/** From the top down; units of one line are siblings. A unit is a folder, or a file that lies in src itself. */
const LAYERS: readonly (readonly string[])[] = [
  ['main'],
  ['cli'],
  ['commands'],
  ['session'],
  [
    'walk',
    'console',
    'check',
    'engine',
    'lab',
    'progress',
    'prompt',
    'render',
    'markdown',
    'remark',
    'output',
  ],
  ['instance'],
  ['kafka'],
  ['lock', 'yaml'],
  ['until', 'broken-pipe', 'files', 'last-words', 'paths', 'text', 'visible', 'version', 'style', 'nearest'],
  // Below these, what everyone may know: each unit's model.ts, and errors and words.
  ['errors', 'words'],
]
const FOR_EVERYONE = /^(.*\/)?model\.ts$|^errors\.ts$|^words\//

/** Siblings that know more of each other than their model, each with its reason. */
const EXCEPTIONS: readonly { from: RegExp; to: RegExp; reason: string }[] = [
  { from: /^lab\//, to: /^check\/(schema|parts)\.ts$/, reason: "they are the YAML form of check's model" },
]

/** Packages, and the only files that may import them; `types`: files that may name its types, which costs nothing. */
const PACKAGES: readonly { name: string; only: readonly string[]; types?: RegExp; heavy: boolean }[] = [
  {
    name: 'kafkajs',
    only: [
      'kafka/facts.ts',
      'kafka/protocol.ts',
      'kafka/log.ts',
      'kafka/groups.ts',
      'kafka/changes.ts',
      'kafka/kafkajs-internals.d.ts',
    ],
    heavy: true,
  },
  { name: 'enquirer', only: ['prompt.ts'], heavy: true },
  {
    name: '@lydell/node-pty',
    only: ['console/pty.ts', 'console/terminal.ts', 'commands/doctor.ts'],
    heavy: true,
  },
  { name: 'jsonc-parser', only: ['check/json.ts'], heavy: false },
  { name: 'commander', only: ['cli.ts'], heavy: false },
  {
    name: 'tar-stream',
    only: [
      'engine/docker/image.ts',
      'engine/docker/workbench.ts',
      'engine/docker/instance/places.ts',
      'engine/local/instance/archive.ts',
    ],
    heavy: true,
  },
  { name: 'dockerode', only: ['engine/daemon/open.ts'], types: /^engine\/(docker|compose)\//, heavy: true },
  { name: 'markdown-it', only: ['markdown.ts', 'lab/structure.ts'], heavy: true },
  { name: 'markdown-it-cjk-friendly', only: ['markdown.ts'], heavy: true },
  { name: 'yaml', only: ['yaml/yaml.ts', 'yaml/anchors.ts', 'yaml/edit.ts'], heavy: true },
  {
    name: 'valibot',
    only: [
      'check/parts.ts',
      'check/schema.ts',
      'check/instance/schema.ts',
      'lab/parse.ts',
      'lab/specs.ts',
      'lab/answers.ts',
      'lab/way.ts',
      'yaml/yaml.ts',
      'yaml/schema.ts',
      'engine/compose/schema.ts',
      'engine/compose/parts.ts',
      'engine/compose/service.ts',
      'engine/compose/file.ts',
    ],
    heavy: true,
  },
  { name: 'fast-string-width', only: ['text.ts'], heavy: false },
  { name: 'fast-wrap-ansi', only: ['text.ts'], heavy: false },
]

type Import = {
  readonly file: string
  readonly line: number
  readonly to: string
  /** Erased by the compiler, all of it. */
  readonly typeOnly: boolean
  /** `import()`: loaded when it is needed. */
  readonly dynamic: boolean
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .sort()
const sources = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]))
const imports = files.flatMap(importsOf)

function importsOf(file: string): Import[] {
  const text = sources.get(file) ?? ''
  // Comments go, their lines stay.
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) =>
    comment.replaceAll(/[^\n]/g, ' '),
  )
  const statement =
    /\b(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?'([^'\n]+)'|\bimport\(\s*'([^']+)'\s*\)/g
  return [...code.matchAll(statement)].map((found) => {
    const [, , type, specifier, later] = found
    const before = code.slice(0, found.index)
    const written = later ?? specifier ?? ''
    return {
      file,
      line: before.split('\n').length,
      to: written.startsWith('.') ? posix.join(posix.dirname(file), written) : written,
      // `typeof import('x')` is a type too.
      typeOnly: type !== undefined || (later !== undefined && /typeof\s+$/.test(before)),
      dynamic: later !== undefined,
    }
  })
}

const isOurs = ({ to }: Import) => sources.has(to)
/** Imports of packages, whose names a folder of ours may have too (yaml). */
const packages = imports.filter((each) => !isOurs(each))
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
const unitOf = (file: string) => file.split('/')[0]?.replace(/\.ts$/, '') ?? ''
const layerOf = (file: string) => LAYERS.findIndex((units) => units.includes(unitOf(file)))
const say = (breach: Import) => `src/${breach.file}:${breach.line} imports ${breach.to}`

test('the imports were read', () => {
  expect(imports.length).toBeGreaterThan(200)
  expect(imports).toContainEqual(
    expect.objectContaining({ file: 'cli.ts', to: 'commands/menu.ts', dynamic: true }),
  )
  expect(imports).toContainEqual(
    expect.objectContaining({ file: 'cli.ts', to: 'session/context.ts', typeOnly: true }),
  )
  expect(imports).toContainEqual(
    expect.objectContaining({ file: 'text.ts', to: 'fast-wrap-ansi', typeOnly: false }),
  )
  expect(imports.filter((each) => each.to.endsWith('.ts') && !isOurs(each)).map(say)).toEqual([])
})

test('every unit has its layer', () => {
  expect([...new Set(files.filter((file) => layerOf(file) < 0).map(unitOf))]).toEqual([])
})

describe('imports go down only, and siblings know each other by their models', () => {
  for (const units of LAYERS) {
    test(units.join(', '), () => {
      const breaches = imports
        .filter(isOurs)
        .filter(({ file }) => units.includes(unitOf(file)))
        .filter(({ file, to }) => {
          if (unitOf(file) === unitOf(to) || FOR_EVERYONE.test(to)) return false
          if (!FOR_EVERYONE.test(file) && layerOf(file) < layerOf(to)) return false
          return !EXCEPTIONS.some((allowed) => allowed.from.test(file) && allowed.to.test(to))
        })
      expect(breaches.map(say)).toEqual([])
    })
  }

  test('each exception is still needed', () => {
    const unused = EXCEPTIONS.filter(
      ({ from, to }) =>
        !imports.some(
          (each) => from.test(each.file) && to.test(each.to) && layerOf(each.file) >= layerOf(each.to),
        ),
    )
    expect(unused.map(({ reason }) => reason)).toEqual([])
  })
})

test('no file imports itself by way of others', () => {
  const graph = new Map(files.map((file) => [file, targets(file, (each) => !each.typeOnly && !each.dynamic)]))
  expect(cycles(graph)).toEqual([])
})

test('no file knows itself by way of others, types included', () => {
  const graph = new Map(files.map((file) => [file, targets(file, (each) => !each.dynamic)]))
  expect(cycles(graph)).toEqual([])
})

function targets(file: string, which: (each: Import) => boolean): string[] {
  return imports.filter((each) => each.file === file && isOurs(each) && which(each)).map(({ to }) => to)
}

function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}

describe('a package is imported where it belongs', () => {
  test.each(PACKAGES)('$name', ({ name, only, types }) => {
    const breaches = packages
      .filter(({ to }) => packageOf(to) === name)
      .filter(({ file, typeOnly }) => !only.includes(file) && !(typeOnly && types?.test(file)))
    expect(breaches.map(say)).toEqual([])
  })

  test('and every package is in the list', () => {
    const known = new Set(PACKAGES.map(({ name }) => name))
    const others = imports.filter(
      (each) => !isOurs(each) && !each.to.startsWith('node:') && !known.has(packageOf(each.to)),
    )
    expect(others.map(say)).toEqual([])
  })

  test('doctor only tries whether it is there', () => {
    const probe = imports.filter(({ file, to }) => file === 'commands/doctor.ts' && to === '@lydell/node-pty')
    expect(probe.every(({ dynamic }) => dynamic)).toBe(true)
  })
})

describe('a command that needs little loads little: no heavy package, but by import() when it is needed', () => {
  // What the command line itself loads, what every command works with, and commands that only show or pass on.
  test.each(['main.ts', 'session/context.ts', 'commands/list.ts', 'commands/exec.ts', 'commands/logs.ts'])(
    '%s',
    (file) => {
      const heavy = new Set(PACKAGES.filter((each) => each.heavy).map(({ name }) => name))
      expect(
        loads(file)
          .filter((each) => !isOurs(each) && heavy.has(packageOf(each.to)))
          .map(say),
      ).toEqual([])
    },
  )

  test('main.ts loads nothing of any command', () => {
    expect(
      loads('main.ts')
        .filter(({ to }) => /^(commands|session|engine|kafka|console|lab|check)\//.test(to))
        .map(say),
    ).toEqual([])
  })
})

/** Every import that runs when a file is loaded. With verbatimModuleSyntax only `import type` is erased. */
function loads(start: string): Import[] {
  const seen = new Set<string>([start])
  const all: Import[] = []
  for (const file of seen)
    for (const each of imports.filter((one) => one.file === file && !one.typeOnly && !one.dynamic)) {
      all.push(each)
      if (isOurs(each)) seen.add(each.to)
    }
  return all
}

describe('the code itself', () => {
  const each = (pattern: RegExp, in_ = files) =>
    in_.flatMap((file) =>
      (sources.get(file) ?? '')
        .split('\n')
        .flatMap((line, i) =>
          pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line)
            ? [`src/${file}:${i + 1} ${line.trim()}`]
            : [],
        ),
    )

  test('no file is longer than 250 lines, but for the catalogue of words, which is data', () => {
    const long = files.filter(
      (file) => file !== 'words/en.ts' && (sources.get(file) ?? '').split('\n').length > 251,
    )
    expect(long).toEqual([])
  })

  test('only main.ts ends the process', () => {
    const others = files.filter((file) => file !== 'main.ts')
    expect(each(/process\.(exit|abort|reallyExit)\(/, others)).toEqual([])
    // lab/precompile.ts is a program of its own, which the build runs.
    expect(
      each(
        /process\.exitCode\s*=/,
        others.filter((file) => file !== 'lab/precompile.ts'),
      ),
    ).toEqual([])
  })

  test('nothing is any', () => {
    expect(each(/[:<|,(]\s*any\b(?!\w)|\bas any\b|\bany\[\]/)).toEqual([])
    expect(each(/@ts-ignore|@ts-nocheck|@ts-expect-error/)).toEqual([])
  })

  test('no file only hands on what others have', () => {
    const handsOn = (text: string) =>
      text
        .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
        .split(/\n(?=export|import)/)
        .every(
          (statement) =>
            statement.trim() === '' || /^export\s+(type\s+)?[*{][\s\S]*from/.test(statement.trim()),
        )
    expect(files.filter((file) => handsOn(sources.get(file) ?? ''))).toEqual([])
  })

  test('a folder has three files of a kind, or is one file', () => {
    // words/ is made for another language to be put beside en.ts.
    const folders = [...new Set(files.map((file) => dirname(file)))].filter((folder) => folder !== 'words')
    const small = folders.filter(
      (folder) => files.filter((file) => file.startsWith(`${folder}/`) || folder === '.').length < 3,
    )
    expect(small).toEqual([])
  })
})
