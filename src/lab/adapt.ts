import type { Until } from '../check/model.ts'
import type { Addresses } from '../engine/model.ts'
import type { Act, Beside, Lab, Way } from './model.ts'

/** The addresses that the labs are written with, as the book has them; no part of a longer one. */
const ADDRESS = /(?<![\w.-])my-kafka:(9092|2181)(?!\d)/g
/** Where the labs fetch the Kafka archive from: a machine of the stack. */
const ARCHIVE = 'http://mirror/kafka/2.5.0/kafka_2.12-2.5.0.tgz'

/** The text with the addresses of this cluster, where its ports are not the book's. */
export function adaptText(text: string, cluster: Addresses): string {
  return text
    .replaceAll(ADDRESS, (_, port) => (port === '9092' ? cluster.bootstrapServer : cluster.zookeeper))
    .replaceAll(ARCHIVE, cluster.archive ?? ARCHIVE)
}

/** A way with this cluster's addresses, wherever it is typed or waited for. */
export function adaptWay(way: Way, cluster: Addresses): Way {
  const beside = way.beside === null ? null : adaptBeside(way.beside, cluster)
  return way.kind === 'run' ? { ...way, act: adaptAct(way.act, cluster), beside } : { ...way, beside }
}

export function adaptAct({ command, where, typed, stop }: Act, cluster: Addresses): Act {
  return {
    where,
    command: adaptText(command, cluster),
    typed: typed.map((line) => adaptText(line, cluster)),
    stop: stop.kind === 'ctrl-c' ? { ...stop, until: adaptUntil(stop.until, cluster) } : stop,
  }
}

export function adaptBeside({ command, where, ready }: Beside, cluster: Addresses): Beside {
  return { command: adaptText(command, cluster), where, ready: adaptUntil(ready, cluster) }
}

function adaptUntil(until: readonly Until[], cluster: Addresses): Until[] {
  return until.map((one) => (one.kind === 'shows' ? { ...one, text: adaptText(one.text, cluster) } : one))
}

/** The other way round: what was said of this cluster, with the addresses that the labs are written with. */
export function bookText(text: string, cluster: Addresses): string {
  return text
    .replaceAll(cluster.bootstrapServer, 'my-kafka:9092')
    .replaceAll(cluster.zookeeper, 'my-kafka:2181')
    .replaceAll(cluster.archive ?? ARCHIVE, ARCHIVE)
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
