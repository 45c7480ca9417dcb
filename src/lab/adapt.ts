import type { Lab } from './model.ts'

/** The addresses that the labs are written with, as the book has them; no part of a longer one. */
const ADDRESS = /(?<![\w.-])my-kafka:(9092|2181)(?!\d)/g

/** The text with the addresses of this cluster, where its ports are not the book's. */
export function adaptText(text: string, cluster: { bootstrapServer: string; zookeeper: string }): string {
  return text.replaceAll(ADDRESS, (_, port) =>
    port === '9092' ? cluster.bootstrapServer : cluster.zookeeper,
  )
}

/** The lab as it is to be shown and run on this cluster: what is shown is what works. Pure. */
export function adaptLab(lab: Lab, cluster: { bootstrapServer: string; zookeeper: string }): Lab {
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
