import { Command, CommanderError, Option } from 'commander'
import { EXIT, UserError } from './errors.ts'
import { nearest } from './nearest.ts'
import type { Context, GlobalOptions } from './session/context.ts'
import { version } from './version.ts'
import { words } from './words/index.ts'

type Run = (context: Context) => Promise<number>

/**
 * Reads the command line and runs the one command it names, which alone is loaded.
 *
 * @param argv without node and the script
 * @param createContext makes what a command works with, from its options
 * @returns the exit code
 * @throws what the command throws; a usage error is printed here, and gives 2
 */
export async function cli(
  argv: readonly string[],
  createContext: (options: GlobalOptions) => Promise<Context>,
): Promise<number> {
  const { own, rest } = splitAtDashes(argv)
  let chosen: { run: Run; options: GlobalOptions } | null = null
  const choose = (run: Run, options: GlobalOptions) => {
    chosen = { run, options }
  }
  const program = describe(choose, rest)
  try {
    await program.parseAsync([...own], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.done : EXIT.usage
  }
  const picked = chosen as { run: Run; options: GlobalOptions } | null
  if (picked === null) return EXIT.done
  return picked.run(await createContext(picked.options))
}

/** What stands behind a lone `--` is a command of the user's, and not ours to read. */
function splitAtDashes(argv: readonly string[]): { own: readonly string[]; rest: readonly string[] } {
  const at = argv.indexOf('--')
  return at < 0 ? { own: argv, rest: [] } : { own: argv.slice(0, at), rest: argv.slice(at + 1) }
}

type Options = GlobalOptions & {
  readonly step?: string
  readonly answer?: string
  readonly watch?: boolean
  readonly detach?: boolean
  readonly follow?: boolean
  readonly all?: boolean
  readonly engine?: 'auto' | 'docker' | 'local'
}

function describe(choose: (run: Run, options: GlobalOptions) => void, rest: readonly string[]): Command {
  const t = words.cli.help
  const program = new Command('labs')
    .description(t.labs)
    .version(version(), '-V, --version', t.version)
    .helpOption('-h, --help', t.help)
    .helpCommand(false)
    .exitOverride()
    .allowExcessArguments()
    // `labs check --json` is the check's option, not the menu's.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', `\n${t.after}`)
  const command = (name: string, description: string, parent = program) =>
    parent
      .command(name)
      .description(description)
      .helpOption('-h, --help', t.help)
      .exitOverride()
      .allowExcessArguments(false)
  const withJson = (c: Command) => c.option('--json', t.json)
  const withStep = (c: Command) => c.option('--step <id>', t.step)
  const withEngine = (c: Command) =>
    c.addOption(new Option('--engine <name>', t.engine).choices(['auto', 'docker', 'local']))
  const withHome = (c: Command) => c.option('--kafka-home <dir>', t.kafkaHome)

  program.option('--json', t.json).action((options: Options, self: Command) => {
    const [unknown] = self.args
    if (unknown !== undefined) throw unknownCommand(unknown, program)
    choose(async (context) => (await import('./commands/menu.ts')).run(context), options)
  })
  withJson(command('list', t.list)).action((options: Options) => {
    choose(async (context) => (await import('./commands/list.ts')).run(context), options)
  })
  withEngine(withHome(withJson(command('start [lab]', t.start))))
    .option('-d, --detach', t.detach)
    .action((lab: string | undefined, options: Options) => {
      choose(async (context) => (await import('./commands/start.ts')).run(context, lab, options), options)
    })
  command('exec [lab]', t.exec)
    .usage('[lab] -- <command> …')
    .action((lab: string | undefined, options: Options) => {
      choose(async (context) => (await import('./commands/exec.ts')).run(context, lab, rest), options)
    })
  command('shell [lab]', t.shell).action((lab: string | undefined, options: Options) => {
    choose(async (context) => (await import('./commands/shell.ts')).run(context, lab), options)
  })
  withStep(withJson(command('check [lab]', t.check)))
    .option('--answer <text>', t.answer)
    .option('-w, --watch', t.watch)
    .action((lab: string | undefined, options: Options) => {
      choose(async (context) => (await import('./commands/check.ts')).run(context, lab, options), options)
    })
  withStep(withJson(command('hint [lab]', t.hint))).action((lab: string | undefined, options: Options) => {
    choose(async (context) => (await import('./commands/hint.ts')).run(context, lab, options), options)
  })
  withStep(withJson(command('solution [lab]', t.solution))).action(
    (lab: string | undefined, options: Options) => {
      choose(async (context) => (await import('./commands/solution.ts')).run(context, lab, options), options)
    },
  )
  withStep(withJson(command('skip [lab]', t.skip))).action((lab: string | undefined, options: Options) => {
    choose(async (context) => (await import('./commands/skip.ts')).run(context, lab, options), options)
  })
  withStep(withJson(command('reset [lab]', t.reset))).action((lab: string | undefined, options: Options) => {
    choose(async (context) => (await import('./commands/reset.ts')).run(context, lab, options), options)
  })
  withJson(command('status', t.status)).action((options: Options) => {
    choose(async (context) => (await import('./commands/status.ts')).run(context), options)
  })
  command('logs [service]', t.logs)
    .option('-f, --follow', t.follow)
    .action((service: string | undefined, options: Options) => {
      choose(async (context) => (await import('./commands/logs.ts')).run(context, service, options), options)
    })
  withJson(command('stop', t.stop))
    .option('--all', t.all)
    .action((options: Options) => {
      choose(async (context) => (await import('./commands/stop.ts')).run(context, options), options)
    })
  withHome(withJson(command('doctor', t.doctor))).action((options: Options) => {
    choose(async (context) => (await import('./commands/doctor.ts')).run(context), options)
  })
  const dev = command('dev', t.dev)
  withEngine(withHome(withStep(withJson(command('check [labs...]', t.devCheck, dev)))))
    .option('--record', t.record)
    .action((labs: string[], options: Options) => {
      choose(
        async (context) => (await import('./commands/dev-check.ts')).run(context, labs, options),
        options,
      )
    })
  withJson(command('lint [labs...]', t.devLint, dev)).action((labs: string[], options: Options) => {
    choose(async (context) => (await import('./commands/dev-lint.ts')).run(context, labs), options)
  })
  withJson(command('new <lab> [step]', t.devNew, dev)).action(
    (lab: string, step: string | undefined, options: Options) => {
      choose(async (context) => (await import('./commands/dev-new.ts')).run(context, lab, step), options)
    },
  )
  command('kinds', t.devKinds, dev).action((options: Options) => {
    choose(async (context) => (await import('./commands/dev-kinds.ts')).run(context), options)
  })
  return program
}

function unknownCommand(name: string, program: Command): UserError {
  const meant = nearest(
    name,
    program.commands.map((command) => command.name()),
  )
  return new UserError(words.cli.unknownCommand(name), {
    help: meant === null ? words.cli.seeHelp : words.cli.didYouMean(`labs ${meant}`),
  })
}
