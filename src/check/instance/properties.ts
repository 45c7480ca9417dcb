import type { InstanceFacts } from '../../instance/model.ts'
import { propertiesIn } from '../../instance/properties.ts'
import { words } from '../../words/index.ts'
import type { CheckContext, CheckResult, PropertiesCheck } from '../model.ts'
import { nearName } from '../near.ts'
import { result, verdictOf, type Wrong } from '../result.ts'
import { here } from './here.ts'

/** `properties: FILE` by what a JVM would read in it. */
export async function judgeProperties(
  spec: PropertiesCheck,
  facts: InstanceFacts,
  context: CheckContext,
): Promise<CheckResult> {
  const text = await facts.file(spec.file)
  if (text === null)
    return result(spec, { verdict: 'pending', message: words.instance.noProperties(spec.file), actual: null })
  const have = propertiesIn(text)
  const set = Object.fromEntries(
    Object.entries(spec.set).map(([name, value]) => [name, here(value, context)]),
  )
  const wrong = Object.entries(set).flatMap(([name, want]): Wrong[] => {
    const value = have[name]
    if (value === want) return []
    return [value === undefined ? notSet(name, want, text, have) : otherwise(name, want, value)]
  })
  const right = Object.entries(set).map(([name, value]) => words.instance.isSet(name, value))
  const actual = Object.fromEntries(Object.keys(spec.set).map((name) => [name, have[name] ?? null]))
  return verdictOf({ ...spec, set }, wrong, right.join('; '), actual)
}

function notSet(name: string, want: string, text: string, have: Readonly<Record<string, string>>): Wrong {
  const commented = new RegExp(`^\\s*[#!]\\s*${name.replaceAll('.', '\\.')}\\s*[=:]\\s*(.*?)\\s*$`, 'gm')
  if ([...text.matchAll(commented)].some(([, value]) => value === want))
    return { message: words.instance.behindHash(name), help: words.instance.behindHashHelp(name, want) }
  const near = nearName(name, Object.keys(have))
  if (near !== null)
    return { message: words.instance.otherProperty(near, name), help: words.instance.setLine(name, want) }
  const inOther = Object.entries(have).find(([, value]) => value === want)?.[0]
  if (inOther !== undefined)
    return {
      message: words.instance.inOtherProperty(name, inOther),
      help: inOther === 'listeners' ? words.instance.listenersHelp : words.instance.setLine(name, want),
    }
  return { message: words.instance.notSet(name), help: null, short: true }
}

function otherwise(name: string, want: string, value: string): Wrong {
  const help = /\/\/(localhost|127\.)/.test(value)
    ? words.instance.loopbackHelp
    : /\/\/(0\.0\.0\.0)?:/.test(value)
      ? words.instance.noHostHelp
      : !value.includes('://') && want.includes('://')
        ? words.instance.noProtocolHelp(want)
        : words.instance.setLine(name, want)
  return { message: words.instance.setOtherwise(name, value, want), help }
}
