import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Addresses, Engine, EngineName } from '../engine/model.ts'
import { type Asked, askedByEnvironment, chooseEngine } from '../engine/select.ts'
import { EXIT } from '../errors.ts'
import { makeDirectory, writeWhole } from '../files.ts'
import { bookText } from '../lab/adapt.ts'
import { shown } from '../lab/disk.ts'
import { type LabEntry, labOf } from '../lab/load.ts'
import type { Lab } from '../lab/model.ts'
import type { Context } from '../session/context.ts'
import { prove, type StepProof } from '../session/gate.ts'
import { stepOf } from '../session/place.ts'
import { closeSight, type OpenSight, requireSight } from '../session/sight.ts'
import type { Trial } from '../session/trial.ts'
import { visible } from '../visible.ts'
import { words } from '../words/index.ts'
import { type Change, replaceTexts } from '../yaml/edit.ts'
import { hasFaults, labsNamed } from './dev-lint.ts'

/** `labs dev check`: the author's gate, on a cluster of its own, which is gone afterwards. */
export async function run(
  context: Context,
  names: readonly string[],
  options: { readonly step?: string; readonly engine?: Asked; readonly record?: boolean },
): Promise<number> {
  const course = await context.course()
  const entries = await labsNamed(context, names)
  if (await hasFaults(context, entries)) return EXIT.usage
  await makeDirectory(context.paths.home)
  const home = await mkdtemp(join(context.paths.home, 'gate-'))
  const asked = options.engine ?? askedByEnvironment(context.env)
  const choice = await chooseEngine({ asked, env: context.env, lastUsed: null })
  const starting = context.starting()
  const stands = createStands(context, choice.engine, home)
  try {
    const labs: Proven[] = []
    for (const entry of entries) {
      const lab = labOf(entry)
      const { engine, sight } = await stands.of(lab)
      const only = options.step === undefined ? null : new Set([stepOf(lab, options.step).id])
      const began = performance.now()
      const proofs: StepProof[] = []
      if (!context.json) context.out.line(context.out.style.bold(`${lab.number} ${visible(lab.title)}`))
      for await (const proof of prove({ course, entry, engine, sight }, only, starting.signal)) {
        proofs.push(proof)
        if (!context.json) show(context, proof)
      }
      labs.push({ lab, proofs, ms: performance.now() - began })
      if (options.record) await record(context, entry, sight.host, proofs)
    }
    const trials = labs.flatMap(({ proofs }) => proofs.flatMap((proof) => proof.trials))
    if (context.json)
      context.out.json({ ok: trials.every(({ ok }) => ok), engine: choice.engine, labs: labs.map(asJson) })
    else
      summary(
        context,
        labs.flatMap(({ proofs }) => proofs),
      )
    return trials.every(({ ok }) => ok) ? EXIT.done : EXIT.notPassed
  } finally {
    await stands.close()
    context.out.progressDone()
    await rm(home, { recursive: true, force: true })
  }
}

type Proven = { readonly lab: Lab; readonly proofs: readonly StepProof[]; readonly ms: number }
type Stand = { readonly engine: Engine; readonly sight: OpenSight }

/** What labs are proven on, each started when the first lab wants it. */
function createStands(context: Context, name: EngineName, home: string) {
  const known = new Map<Lab['on'], Promise<Stand>>()
  const started: Engine[] = []
  const start = async (lab: Lab): Promise<Stand> => {
    const engine = await context.engineOf(lab, name, home)
    started.push(engine)
    await engine.start(context.starting())
    const sight = await requireSight(engine)
    context.out.progressDone()
    return { engine, sight }
  }
  return {
    of: (lab: Lab): Promise<Stand> => {
      const found = known.get(lab.on) ?? start(lab)
      known.set(lab.on, found)
      return found
    },
    /** Also after Ctrl-C: what is taken away here must not be cut short. */
    close: async (): Promise<void> => {
      for (const stand of known.values())
        await stand.then(
          ({ sight }) => closeSight(sight),
          () => {},
        )
      const whole = { ...context.starting(), signal: new AbortController().signal }
      for (const engine of started) await engine.stop(whole)
    },
  }
}

/** Writes what the learner of a wrong way reads into answers.yml, where that is other than what stands there. */
async function record(
  context: Context,
  entry: LabEntry,
  host: Addresses,
  proofs: readonly StepProof[],
): Promise<void> {
  const changes = proofs.flatMap(({ step, trials }) =>
    trials.flatMap(({ ok, wrong }): Change[] => {
      if (ok || !wrong || wrong.says === null) return []
      const path = [step, 'wrong', wrong.index]
      const text = (said: string) => bookText(said, host)
      return [
        { path: [...path, 'says'], text: text(wrong.says) },
        ...(wrong.help === null ? [] : [{ path: [...path, 'help'], text: text(wrong.help) }]),
      ]
    }),
  )
  if (changes.length === 0) return
  const file = join(entry.dir, 'answers.yml')
  await writeWhole(file, replaceTexts(await readFile(file, 'utf8'), changes))
  context.out.note(words.cli.recorded(changes.length, shown(file)))
}

function show({ out }: Context, { step, trials, ms, notHere }: StepProof): void {
  if (notHere) {
    out.line(`${out.style.dim('–')} ${visible(step).padEnd(24)} ${words.cli.notProvenHere}`)
    return
  }
  const ok = trials.every((trial) => trial.ok)
  const count = (kind: Trial['kind']) => trials.filter((trial) => trial.kind === kind).length
  const sign = ok ? out.style.good('✓') : out.style.bad('✗')
  out.line(
    `${sign} ${visible(step).padEnd(24)} ${words.cli.proof(count('also-right') + 1, count('wrong'), (ms / 1000).toFixed(1))}`,
  )
  for (const trial of trials.filter((t) => !t.ok)) {
    out.line(
      `    ${out.style.bad(words.cli.trial(trial.kind))} ${visible((trial.way ?? '').replaceAll('\n', ' ⏎ '))}`,
    )
    out.line(`      ${words.cli.wanted}: ${visible(trial.wanted ?? words.cli.green)}`)
    out.line(`      ${words.cli.saw}: ${visible([...trial.saw, ...trial.help].join(' | '))}`)
  }
}

function summary({ out }: Context, proofs: readonly StepProof[]): void {
  const trials = proofs.flatMap((proof) => proof.trials)
  const bad = trials.filter(({ ok }) => !ok).length
  const count = (kind: Trial['kind']) => trials.filter((trial) => trial.kind === kind).length
  const text = words.cli.proofs(
    proofs.filter(({ notHere }) => !notHere).length,
    count('also-right') + count('solution'),
    count('wrong'),
    bad,
  )
  out.line('', bad === 0 ? out.style.good(text) : out.style.bad(text))
}

function asJson({ lab, proofs, ms }: { lab: Lab; proofs: readonly StepProof[]; ms: number }) {
  return {
    lab: lab.slug,
    number: lab.number,
    ms: Math.round(ms),
    steps: proofs.map((p) => ({ ...p, ms: Math.round(p.ms) })),
  }
}
