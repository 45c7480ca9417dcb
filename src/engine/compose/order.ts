import type { WrittenService } from './service.ts'

type Services = ReadonlyMap<string, WrittenService>

/** The services' names, each after those it depends on, else as they are; a cycle is cut somewhere. */
export function inOrderOfDependency(services: Services): readonly string[] {
  const ordered = new Set<string>()
  const begun = new Set<string>()
  const visit = (name: string) => {
    if (begun.has(name) || !services.has(name)) return
    begun.add(name)
    for (const on of services.get(name)?.depends_on?.keys() ?? []) visit(on)
    ordered.add(name)
  }
  for (const name of services.keys()) visit(name)
  return [...ordered]
}

/** Each way that leads from a service back to it, once: `['a', 'b', 'a']`. */
export function cycles(services: Services): readonly (readonly string[])[] {
  const found: string[][] = []
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]) => {
    const start = path.indexOf(name)
    if (start >= 0) found.push([...path.slice(start), name])
    if (start >= 0 || done.has(name)) return
    for (const on of services.get(name)?.depends_on?.keys() ?? []) visit(on, [...path, name])
    done.add(name)
  }
  for (const name of services.keys()) visit(name, [])
  return found
}
