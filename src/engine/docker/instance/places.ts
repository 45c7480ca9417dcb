import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { pack } from 'tar-stream'
import { EXIT, UserError } from '../../../errors.ts'
import { packageRoot } from '../../../paths.ts'
import { words } from '../../../words/index.ts'
import type { Workbench } from '../../model.ts'
import type { As } from '../exec.ts'
import { filesInside } from '../files.ts'
import { attachInside, runInside } from '../run.ts'
import { openTerminal } from '../terminal.ts'
import type { Containers } from './containers.ts'

/** Who the learner is at either place, and where they begin. */
export const AT_COMPUTER: As = { user: 'learner', cwd: '/home/learner' }
export const ON_INSTANCE: As = { user: 'ec2-user', cwd: '/home/ec2-user' }

/** Where the console's own start-up files are put, of this very version, whatever version made the image. */
const CONSOLE = '/opt/instance/console'
const CONSOLE_FILES = ['rc.sh', 'session.sh', 'login.sh'] as const

type Failed = (error: unknown) => Error

function computerLost(): UserError {
  return new UserError(words.instance.computerLost, { help: words.instance.notThereHelp, exit: EXIT.blocked })
}

/** The learner's own computer, from where one goes on to the instance. */
export function computer(containers: Containers, failed: Failed): Workbench {
  const elsewhere = { LABS_CONSOLE_ELSEWHERE: '1', LABS_CONSOLE_SSH: '1' }
  return {
    ...placeIn(containers.computer, AT_COMPUTER, elsewhere, failed, () => putConsole(containers)),
    instance: instance(containers, failed),
  }
}

/** The instance itself, as one is there after a login. */
export function instance(containers: Containers, failed: Failed): Workbench {
  const settings = {
    LABS_CONSOLE_ELSEWHERE: '1',
    LABS_CONSOLE_PLACE: 'instance',
    LABS_CONSOLE_SESSIONS: '/run/labs-sessions',
    LABS_CONSOLE_SESSION_RC: `${CONSOLE}/session.sh`,
    LABS_CONSOLE_PROMPT: 'ec2-user@ip-kafka ',
    HOME: ON_INSTANCE.cwd,
    USER: ON_INSTANCE.user,
    LOGNAME: ON_INSTANCE.user,
  }
  return {
    ...placeIn(containers.instance, ON_INSTANCE, settings, failed, () => putConsole(containers)),
    instance: null,
  }
}

function placeIn(
  container: Dockerode.Container,
  as: As,
  settings: Readonly<Record<string, string>>,
  failed: Failed,
  ready: () => Promise<void>,
): Omit<Workbench, 'instance'> {
  const orFailed = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((error: unknown) => {
      throw failed(error)
    })
  const env = { HOME: as.cwd }
  const historyFile = `${as.cwd}/.bash_history`
  return {
    run: (argv, options) => orFailed(runInside(container, argv, options, { as, env })),
    attach: (argv) => orFailed(attachInside(container, argv, env, as)),
    login: () =>
      orFailed(
        ready().then(() => attachInside(container, ['bash', '-l'], { ...env, HISTFILE: historyFile }, as)),
      ),
    files: filesInside((argv) => orFailed(runInside(container, argv, { output: 'capture' }, { as }))),
    // What runs there is the learner's own work.
    endTools: async () => [],
    console: {
      kind: 'elsewhere',
      rcFile: `${CONSOLE}/rc.sh`,
      historyFile,
      open: async (shell) => {
        await orFailed(ready())
        const { args, columns, rows } = shell
        return orFailed(
          openTerminal(
            container,
            { argv: ['bash', ...args], env: { ...env, ...shell.env, ...settings }, columns, rows, as },
            failed,
            computerLost,
          ),
        )
      },
      openProgram: (argv, { columns, rows }) =>
        orFailed(openTerminal(container, { argv, env, columns, rows, as }, failed, computerLost)),
    },
  }
}

/** On both: a session on the instance is opened by its own sshd, too. */
async function putConsole({ instance, computer }: Containers): Promise<void> {
  await Promise.all(
    [instance, computer].map(async (container) => {
      const tar = pack()
      tar.entry({ name: 'console', type: 'directory', mode: 0o755 })
      for (const name of CONSOLE_FILES)
        tar.entry(
          { name: `console/${name}`, mode: 0o644 },
          await readFile(join(packageRoot, 'src', 'console', name)),
        )
      tar.finalize()
      await container.putArchive(tar, { path: '/opt/instance' })
    }),
  )
}
