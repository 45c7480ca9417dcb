import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { pack } from 'tar-stream'
import { UserError } from '../../errors.ts'
import { packageRoot } from '../../paths.ts'
import { words } from '../../words/index.ts'
import type { Workbench } from '../model.ts'
import { listContainers } from './containers.ts'
import { filesInside } from './files.ts'
import { attachInside, runInside } from './run.ts'
import { openTerminal } from './terminal.ts'
import { endTools } from './tools.ts'

/** In the container. */
const HOME = '/home/learner'
const RC_FILE = '.labs-rc.sh'
const HISTORY_FILE = `${HOME}/.bash_history`

/** @param failed what an error of the daemon's means to the learner */
export async function workbench(
  docker: Dockerode,
  project: string,
  failed: (error: unknown) => Error,
): Promise<Workbench> {
  const found = (await listContainers(docker, project)).find(({ service }) => service === 'workbench')
  if (found?.state !== 'running')
    throw new UserError(
      found === undefined ? words.engine.notRunning : words.docker.noWorkbench(found.state),
      {
        help: found === undefined ? words.engine.notRunningHelp : words.engine.restartHelp,
        exit: 3,
      },
    )
  const container = docker.getContainer(found.id)
  const orFailed = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((error: unknown) => {
      throw failed(error)
    })
  return {
    run: (argv, options) => orFailed(runInside(container, argv, options)),
    attach: (argv) => orFailed(attachInside(container, argv)),
    login: () => orFailed(attachInside(container, ['bash', '-l'], { HISTFILE: HISTORY_FILE })),
    files: filesInside((argv) => orFailed(runInside(container, argv, { output: 'capture' }))),
    endTools: (signal) => orFailed(endTools(container, signal)),
    instance: null,
    console: {
      kind: 'elsewhere',
      rcFile: `${HOME}/${RC_FILE}`,
      historyFile: HISTORY_FILE,
      open: async (shell) => {
        await orFailed(putRcFile(container))
        const { args, columns, rows } = shell
        const env = { ...shell.env, LABS_CONSOLE_ELSEWHERE: '1' }
        return orFailed(openTerminal(container, { argv: ['bash', ...args], env, columns, rows }, failed))
      },
      openProgram: (argv, { columns, rows }) =>
        orFailed(openTerminal(container, { argv, env: {}, columns, rows }, failed)),
    },
  }
}

/** The start-up file of this very version, whatever version made the image. */
async function putRcFile(container: Dockerode.Container): Promise<void> {
  const tar = pack()
  tar.entry({ name: RC_FILE, mode: 0o644 }, await readFile(join(packageRoot, 'src', 'console', 'rc.sh')))
  tar.finalize()
  await container.putArchive(tar, { path: HOME })
}
