import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faults, project } from './fixtures.ts'

/** Services in the order of a file, each with the numbers of those it depends on. */
type Graph = readonly (readonly number[])[]

const fileOf = (graph: Graph, order: readonly number[]) =>
  [
    'services:',
    ...order.map((n) => `  s${n}: { image: a, depends_on: [${graph[n]?.map((on) => `s${on}`)}] }`),
  ].join('\n')

/** Without a cycle: each depends on ones with a smaller number. */
const acyclic: fc.Arbitrary<Graph> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, n) => fc.uniqueArray(fc.nat(Math.max(0, n - 1)), { maxLength: n })),
    ),
  )
  .map((graph) => graph.map((on, n) => on.filter((other) => other < n)))

const shuffled = acyclic.chain((graph) =>
  fc.tuple(fc.constant(graph), fc.shuffledSubarray([...graph.keys()], { minLength: graph.length })),
)

describe('the order of services', () => {
  test('each stands after those it depends on, and none is lost', () => {
    fc.assert(
      fc.property(shuffled, ([graph, order]) => {
        const { services } = project(fileOf(graph, order))
        const names = services.map(({ name }) => name)
        expect([...names].sort()).toEqual(order.map((n) => `s${n}`).sort())
        for (const [at, { dependsOn }] of services.entries())
          for (const { service } of dependsOn) expect(names.indexOf(service)).toBeLessThan(at)
      }),
    )
  })

  test('is the order of the file where that will do', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const { services } = project(fileOf(graph, [...graph.keys()]))
        expect(services.map(({ name }) => name)).toEqual([...graph.keys()].map((n) => `s${n}`))
      }),
    )
  })

  test('there is none where services wait for each other, and that is said', () => {
    const rounds = fc.integer({ min: 2, max: 8 })
    fc.assert(
      fc.property(acyclic, rounds, (graph, length) => {
        const base = graph.length
        const round = Array.from({ length }, (_, n) => [base + ((n + 1) % length)])
        const all = [...graph, ...round]
        const said = faults(fileOf(all, [...all.keys()]))
        expect(said).toHaveLength(1)
        expect(said[0]).toContain([...round.keys(), 0].map((n) => `s${base + n}`).join(' → '))
      }),
    )
  })

  test('many that all depend on many take no time', () => {
    const graph = Array.from({ length: 60 }, (_, n) => [...Array(n).keys()])
    expect(project(fileOf(graph, [...graph.keys()].reverse())).services).toHaveLength(60)
  })
})
