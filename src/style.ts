import { styleText } from 'node:util'

type Paint = (text: string) => string

/** Colours that read well on a light and on a dark ground: none of them is white, black or pale. */
export type Style = {
  readonly bold: Paint
  readonly dim: Paint
  readonly italic: Paint
  readonly good: Paint
  readonly bad: Paint
  readonly warn: Paint
  readonly code: Paint
}

export function style(colour: boolean): Style {
  const paint =
    (format: Parameters<typeof styleText>[0]): Paint =>
    (text) =>
      colour && text !== '' ? styleText(format, text, { validateStream: false }) : text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    italic: paint('italic'),
    good: paint('green'),
    bad: paint('red'),
    warn: paint('yellow'),
    code: paint('cyan'),
  }
}

/** Colour on a terminal, unless NO_COLOR (https://no-color.org) or a dumb terminal says otherwise; FORCE_COLOR wins. */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0'
  if (env.NO_COLOR) return false
  return stream.isTTY === true && env.TERM !== 'dumb'
}
