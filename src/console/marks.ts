// biome-ignore-all lint/suspicious/noControlCharactersInRegex: a terminal's stream is made of control characters
/**
 * The marks that bash prints for us (see rc.sh), read out of the terminal's stream.
 *
 * A mark is an OSC 133 sequence with the session's key as a parameter. One without the right key is nobody's: it is
 * never taken for ours, and it is taken out of the stream as well. It draws nothing; all it could do is tell the outer
 * terminal's shell integration where a prompt or a command starts, in a stream into which the runner prints between
 * the two. Every other sequence passes as it is.
 */
export type Mark =
  /**
   * A prompt begins. `prompt` numbers those of a shell (there may be another, behind ssh): a redraw has the number of
   * the one before. `commands`: run so far. `place`: where that shell runs, where its start-up file was told; else empty.
   */
  | { kind: 'prompt'; shell: string; prompt: number; commands: number; exit: number; place: string }
  /** The prompt is drawn, and bash reads the line. */
  | { kind: 'input' }
  /** A command line starts to run. */
  | { kind: 'start' }
  /** The last line in bash's history, before each prompt; `entry` is its number. `kept`: history keeps every line. */
  | { kind: 'line'; kept: boolean; entry: number | null; text: string | null }
  /** The learner called one of the runner's functions (`hint`, `check`, …). */
  | { kind: 'verb'; verb: string; args: string[] }

export type Segment = { kind: 'output'; text: string } | { kind: 'mark'; mark: Mark }

/** A mark longer than this is no mark; a history line longer than this is not waited for. */
const MARK_LIMIT = 8192
const LINE_LIMIT = 65_536
const TEXT_LIMIT = 4096

const ESC = '\u001b'
const START = new RegExp(`(?:${ESC}\\]|\u009d)133;`, 'g')
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g
const CONTROL_BUT_NEWLINE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g
const PARTIAL_START = new RegExp(`(?:${ESC}(?:\\](?:1(?:3(?:3)?)?)?)?|\u009d(?:1(?:3(?:3)?)?)?)$`)

export interface MarkReader {
  /** What a chunk of the stream holds, in order; the start of a sequence waits for the next chunk. */
  push(chunk: string): Segment[]
  /** At the end of the stream: what was still waited for. */
  end(): Segment[]
}

/** A reader of one stream. However the stream is cut into chunks, it finds the same. */
export function createMarkReader(secret: string): MarkReader {
  if (secret === '') throw new Error('a mark reader needs a secret')
  let rest = ''
  /** The history line between its two marks, or null outside them. */
  let line: string | null = null
  let segments: Segment[] = []

  const put = (text: string): void => {
    if (text === '') return
    if (line !== null) {
      line += text
      if (line.length <= LINE_LIMIT) return
      text = line
      line = null
    }
    const last = segments.at(-1)
    if (last?.kind === 'output') last.text += text
    else segments.push({ kind: 'output', text })
  }

  const mark = (payload: string): void => {
    const found = parseMark(payload, secret)
    if (found === null) return
    if (found === 'line-start') line = ''
    else if (found.kind === 'line') {
      segments.push({ kind: 'mark', mark: line === null ? found : { ...found, ...parseHistory(line) } })
      line = null
    } else segments.push({ kind: 'mark', mark: found })
  }

  const read = (text: string): void => {
    let at = 0
    for (;;) {
      START.lastIndex = at
      const start = START.exec(text)
      if (start === null) break
      put(text.slice(at, start.index))
      const body = start.index + start[0].length
      const end = endOfMark(text, body)
      if (end === 'more') {
        rest = text.slice(start.index)
        return
      }
      // Not a mark at all: its first bytes are dropped, so that no terminal waits for its end; its text is text.
      if (end !== null) mark(text.slice(body, end.from))
      at = end === null ? body : end.to
    }
    const partial = PARTIAL_START.exec(text.slice(Math.max(at, text.length - 5)))
    const stop = partial === null ? text.length : text.length - partial[0].length
    put(text.slice(at, stop))
    rest = text.slice(stop)
  }

  const take = (): Segment[] => {
    const taken = segments
    segments = []
    return taken
  }

  return {
    push(chunk) {
      const text = rest + chunk
      rest = ''
      read(text)
      return take()
    },
    end() {
      const left = rest.replace(START, '').replace(PARTIAL_START, '')
      rest = ''
      const unfinished = line ?? ''
      line = null
      put(unfinished + left)
      return take()
    },
  }
}

/** Where a mark ends whose body starts at `from`: null if it is none, 'more' if that is not yet to be seen. */
function endOfMark(text: string, from: number): { from: number; to: number } | 'more' | null {
  CONTROL.lastIndex = from
  const found = CONTROL.exec(text)
  const end = found?.index ?? text.length
  if (end - from > MARK_LIMIT) return null
  if (found === null) return 'more'
  if (found[0] === '\u0007' || found[0] === '\u009c') return { from: end, to: end + 1 }
  if (found[0] !== ESC) return null
  if (end + 1 === text.length) return 'more'
  return text[end + 1] === '\\' ? { from: end, to: end + 2 } : null
}

function parseMark(payload: string, secret: string): Mark | 'line-start' | null {
  if (!payload.includes(`;k=${secret}`)) return null
  const [kind, ...parameters] = payload.split(';')
  const values = (name: string): string[] =>
    parameters.filter((it) => it.startsWith(`${name}=`)).map((it) => it.slice(name.length + 1))
  const value = (name: string): string => values(name)[0] ?? ''
  if (value('k') !== secret) return null
  switch (kind) {
    case 'A':
      return {
        kind: 'prompt',
        shell: value('s'),
        prompt: +value('p'),
        commands: +value('n'),
        exit: +value('e'),
        place: value('h'),
      }
    case 'B':
      return { kind: 'input' }
    case 'C':
      return { kind: 'start' }
    case 'H':
      return 'line-start'
    case 'D':
      return { kind: 'line', kept: value('i') === '', entry: null, text: null }
    case 'L':
      return { kind: 'verb', verb: value('v'), args: values('a').map(decode) }
    default:
      return null
  }
}

function decode(argument: string): string {
  return argument.replace(/%(3B|25)/g, (_, code) => (code === '25' ? '%' : ';'))
}

/** What `history 1` printed: the number and the line, without control characters, a newline within it apart. */
function parseHistory(printed: string): { entry: number | null; text: string | null } {
  const found = /^\s*(\d+)[* ] ?(.*)$/s.exec(printed.replaceAll('\r\n', '\n'))
  if (found === null) return { entry: null, text: null }
  const text = (found[2] ?? '').replace(CONTROL_BUT_NEWLINE, '').trimEnd().slice(0, TEXT_LIMIT)
  return { entry: Number(found[1]), text }
}
