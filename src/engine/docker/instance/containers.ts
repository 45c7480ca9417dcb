import type Dockerode from 'dockerode'
import { UserError } from '../../../errors.ts'
import { words } from '../../../words/index.ts'
import { listContainers } from '../containers.ts'

export type Containers = {
  readonly instance: Dockerode.Container
  readonly computer: Dockerode.Container
  readonly colleague: Dockerode.Container
  readonly mirror: Dockerode.Container
  /** One that does not run, if there is one. */
  readonly ended: { readonly service: string; readonly name: string; readonly exit: number } | null
}

const SERVICES = ['instance', 'computer', 'colleague', 'mirror'] as const

/** The containers of an instance. @throws UserError (exit 3) where one of them is missing */
export async function containersOf(docker: Dockerode, project: string): Promise<Containers> {
  const found = await listContainers(docker, project)
  const of = (service: (typeof SERVICES)[number]) => {
    const one = found.find((each) => each.service === service)
    if (one === undefined)
      throw new UserError(words.instance.notThere, { help: words.instance.notThereHelp, exit: 3 })
    return docker.getContainer(one.id)
  }
  const down = found.find(
    ({ service, state }) => SERVICES.some((each) => each === service) && state !== 'running',
  )
  const exit = down === undefined ? 0 : (await docker.getContainer(down.id).inspect()).State.ExitCode
  return {
    instance: of('instance'),
    computer: of('computer'),
    colleague: of('colleague'),
    mirror: of('mirror'),
    ended: down === undefined ? null : { service: down.service ?? '', name: down.name, exit },
  }
}

/** Those of one that runs. @throws UserError (exit 3) */
export async function runningContainers(docker: Dockerode, project: string): Promise<Containers> {
  const containers = await containersOf(docker, project)
  if (containers.ended === null) return containers
  throw new UserError(words.instance.notRunning, { help: words.instance.notRunningHelp, exit: 3 })
}
