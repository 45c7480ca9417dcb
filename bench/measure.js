// What all figures are measured with: commands timed to their end, in pairs, in turn.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const labs = fileURLToPath(new URL('../bin/labs.js', import.meta.url))

/** A home of its own, with the cache that the caller's environment names or one in it; `remove` stops what runs there. */
export function newHome() {
  const home = mkdtempSync(join(tmpdir(), 'labs-bench-'))
  const env = { ...process.env, LABS_HOME: home, LABS_CACHE: process.env.LABS_CACHE ?? join(home, 'cache') }
  const remove = () => {
    spawnSync('node', [labs, 'stop', '--all'], { env, stdio: 'ignore' })
    rmSync(home, { recursive: true, force: true })
  }
  return { home, env, remove }
}

/** Runs a command to its end; gives back ms. */
export function time(env, command, args, expected = [0]) {
  const began = performance.now()
  const { status, stderr } = spawnSync(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  if (!expected.includes(status))
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - began
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
export const ms = (value) => `${Math.round(value)} ms`.padStart(8)

/** Runs the two in turn; prints both medians and the median ratio of the pairs. */
export async function pair(title, [nameA, a], [nameB, b], times) {
  const pairs = []
  for (let i = -1; i < times; i++) {
    const one = [await a(), await b()]
    if (i >= 0) pairs.push(one) // the first warms up
  }
  const ratio = median(pairs.map(([x, y]) => x / y))
  console.log(`${title}\n  ${nameA.padEnd(44)}${ms(median(pairs.map(([x]) => x)))}`)
  console.log(
    `  ${nameB.padEnd(44)}${ms(median(pairs.map(([, y]) => y)))}\n  ratio ${ratio.toFixed(2)} (${(1 / ratio).toFixed(1)} the other way)\n`,
  )
  return pairs
}

export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}
