import type { Until } from '../check/model.ts'
import type { Act, Beside, Lab, Way } from './model.ts'

/** The addresses that the labs are written with, as the book has them; no part of a longer one. */
const ADDRESS = /(?<![\w.-])my-kafka:(9092|2181)(?!\d)/g

type Addresses = { readonly bootstrapServer: string; readonly zookeeper: string }

/** The text with the addresses of this cluster, where its ports are not the book's. */
export function adaptText(text: string, cluster: Addresses): string {
  return text.replaceAll(ADDRESS, (_, port) =>
    port === '9092' ? cluster.bootstrapServer : cluster.zookeeper,
  )
}

/** A way with this cluster's addresses, wherever it is typed or waited for. */
export function adaptWay(way: Way, cluster: Addresses): Way {
  const beside = way.beside === null ? null : adaptBeside(way.beside, cluster)
  return way.kind === 'run' ? { ...way, act: adaptAct(way.act, cluster), beside } : { ...way, beside }
}

export function adaptAct({ command, typed, stop }: Act, cluster: Addresses): Act {
  return {
    command: adaptText(command, cluster),
    typed: typed.map((line) => adaptText(line, cluster)),
    stop: stop.kind === 'ctrl-c' ? { ...stop, until: adaptUntil(stop.until, cluster) } : stop,
  }
}

export function adaptBeside({ command, ready }: Beside, cluster: Addresses): Beside {
  return { command: adaptText(command, cluster), ready: adaptUntil(ready, cluster) }
}

function adaptUntil(until: readonly Until[], cluster: Addresses): Until[] {
  return until.map((one) => (one.kind === 'shows' ? { ...one, text: adaptText(one.text, cluster) } : one))
}

/** The other way round: what was said of this cluster, with the addresses that the labs are written with. */
export function bookText(text: string, cluster: Addresses): string {
  return text
    .replaceAll(cluster.bootstrapServer, 'my-kafka:9092')
    .replaceAll(cluster.zookeeper, 'my-kafka:2181')
}

/** The lab as it is to be shown and run on this cluster: what is shown is what works. Pure. */
export function adaptLab(lab: Lab, cluster: Addresses): Lab {
  const text = (written: string) => adaptText(written, cluster)
  return {
    ...lab,
    intro: text(lab.intro),
    steps: lab.steps.map((step) => ({
      ...step,
      title: text(step.title),
      blocks: step.blocks.map((block) =>
        block.kind === 'command'
          ? { ...block, command: text(block.command), typed: block.typed.map(text) }
          : { ...block, markdown: text(block.markdown) },
      ),
      task: step.task.kind === 'question' ? { ...step.task, ask: text(step.task.ask) } : step.task,
      hints: step.hints.map(text),
    })),
  }
}
