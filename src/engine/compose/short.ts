import { isIP } from 'node:net'
import { words } from '../../words/index.ts'
import type { Fault } from '../../yaml/diagnostic.ts'
import type { ComposePort, ComposeService, RestartPolicy } from './model.ts'

/** The short forms of ports, volumes and the like: one text for what the long form has keys for. */

export type Read<T> = { readonly value: T } | Fault

/** `[ADDRESS:][PUBLISHED]:TARGET[/PROTOCOL]`, or `TARGET[/PROTOCOL]`. */
export function shortPort(text: string): Read<ComposePort> {
  const [, host = '', published, target, protocol = 'tcp'] =
    /^(?:(?:(\[[^\]]*\]|[^:[\]]+):)?([\d-]*):)?([\d-]+)(?:\/(tcp|udp))?$/.exec(text) ?? []
  if (target === undefined) return words.compose.port(text)
  return portOf({ host, published, target, protocol }, text)
}

/** `written`: what to quote where it is wrong. */
export function portOf(
  of: { host: string; published: string | undefined; target: string; protocol: string },
  written: string,
): Read<ComposePort> {
  if (of.target.includes('-') || of.published?.includes('-')) return words.compose.portRange(written)
  const host = of.host.replace(/^\[(.*)\]$/, '$1')
  const target = portNumber(of.target)
  const published = of.published === undefined || /^0?$/.test(of.published) ? 0 : portNumber(of.published)
  const protocol = of.protocol === 'tcp' || of.protocol === 'udp' ? of.protocol : null
  if (target === null || published === null || protocol === null) return words.compose.port(written)
  if (host !== '' && isIP(host) === 0) return words.compose.portHost(host)
  return { value: { host, published: published === 0 ? null : published, target, protocol } }
}

function portNumber(text: string): number | null {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= 65_535 ? number : null
}

type Mount = ComposeService['volumes'][number]

/** `NAME:/target[:ro|:rw]`. */
export function shortVolume(text: string): Read<Mount> {
  const parts = text.split(':')
  const [source = '', target, mode = 'rw'] = parts
  if (/^[./~]/.test(source) && parts.length > 1) return words.compose.bindMount(text)
  if (/^[A-Za-z]$/.test(source) && /^[\\/]/.test(target ?? '')) return words.compose.bindMount(text)
  if (target === undefined) return words.compose.anonymousVolume(text)
  if (!isVolumeName(source) || parts.length > 3 || !target.startsWith('/')) return words.compose.volume(text)
  if (mode !== 'ro' && mode !== 'rw') return words.compose.volume(text)
  return { value: { volume: source, target, readOnly: mode === 'ro' } }
}

export function longVolume(of: {
  type: string
  source?: string | undefined
  target: string
  readOnly: boolean
}): Read<Mount> {
  const { type, source, target, readOnly } = of
  if (type === 'bind') return words.compose.bindMount(`${source ?? ''}:${target}`)
  if (type !== 'volume') return words.compose.volumeType(type)
  if (source === undefined) return words.compose.anonymousVolume(target)
  if (!isVolumeName(source) || !target.startsWith('/')) return words.compose.volume(`${source}:${target}`)
  return { value: { volume: source, target, readOnly } }
}

function isVolumeName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)
}

/** `on-failure:3` has a number of tries; without one there is no end to them. */
export function restartOf(text: string): Read<RestartPolicy> {
  if (text === 'no' || text === 'always' || text === 'unless-stopped') return { value: { name: text } }
  const [all, retries = '0'] = /^on-failure(?::(\d{1,9}))?$/.exec(text) ?? []
  return all === undefined
    ? words.compose.restart(text)
    : { value: { name: 'on-failure', retries: Number(retries) } }
}

/** `NAME:ADDRESS` or `NAME=ADDRESS`; the address may be an IPv6 one, with brackets or without. */
export function extraHost(text: string): Read<string> {
  const [, name, address = ''] = /^([^:=\s]+)[:=](\S+)$/.exec(text) ?? []
  const bare = address.replace(/^\[(.*)\]$/, '$1')
  if (name === undefined || (isIP(bare) === 0 && bare !== 'host-gateway'))
    return words.compose.extraHost(text)
  return { value: `${name}:${bare}` }
}

/** The `test` of a health check that is a list: how it is run comes first. */
export function healthTest(parts: readonly string[]): Read<readonly string[]> {
  const [how = '', ...rest] = parts
  const fits =
    (how === 'NONE' && rest.length === 0) ||
    (how === 'CMD' && rest.length > 0) ||
    (how === 'CMD-SHELL' && rest.length === 1)
  return fits ? { value: parts } : words.compose.healthTest(how)
}
