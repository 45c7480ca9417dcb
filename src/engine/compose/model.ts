/**
 * A compose file as it is to be run: interpolated, validated, every default in place. What is not here, the reader
 * refuses by name and line. https://github.com/compose-spec/compose-spec
 */
export type ComposeProject = {
  /** The file's absolute path. */
  readonly file: string
  /** The project's name, where the file gives one. */
  readonly name: string | null
  /** The services of the active profiles, each after those it depends on. */
  readonly services: readonly ComposeService[]
  /** The names of the file's other services, whose profiles are not active. */
  readonly inactive: readonly string[]
  /** The networks that these services use; `key` is the name in the file. */
  readonly networks: readonly ComposeNetwork[]
  readonly volumes: readonly ComposeVolume[]
}

export type ComposeService = {
  readonly name: string
  /** Null where the file names none and only says how to build one. */
  readonly image: string | null
  readonly build: ComposeBuild | null
  /** Null: the image's own. A text in the file was split as a shell would. */
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  readonly environment: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly user: string | null
  readonly workingDir: string | null
  readonly hostname: string | null
  readonly containerName: string | null
  readonly init: boolean
  readonly tty: boolean
  readonly stdinOpen: boolean
  readonly readOnly: boolean
  readonly restart: RestartPolicy
  readonly stopSignal: string | null
  /** In ms. */
  readonly stopGracePeriod: number | null
  /** In bytes. */
  readonly memory: number | null
  /** Memory and swap together, in bytes; null: Docker's default. -1: no limit. */
  readonly memorySwap: number | null
  readonly capAdd: readonly string[]
  readonly capDrop: readonly string[]
  readonly securityOpt: readonly string[]
  /** `name:address`. */
  readonly extraHosts: readonly string[]
  readonly tmpfs: readonly string[]
  readonly ports: readonly ComposePort[]
  readonly networks: readonly { readonly network: string; readonly aliases: readonly string[] }[]
  readonly volumes: readonly {
    readonly volume: string
    readonly target: string
    readonly readOnly: boolean
  }[]
  readonly dependsOn: readonly ComposeDependency[]
  readonly healthcheck: ComposeHealthcheck | null
  readonly profiles: readonly string[]
}

export type ComposeBuild = {
  /** An absolute directory. */
  readonly context: string
  /** Relative to the context. */
  readonly dockerfile: string
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly target: string | null
}

export type RestartPolicy =
  | { readonly name: 'no' | 'always' | 'unless-stopped' }
  | { readonly name: 'on-failure'; readonly retries: number }

export type ComposePort = {
  /** The address on the daemon's machine that it is bound to; empty: every one. */
  readonly host: string
  /** Null: one that the daemon picks. */
  readonly published: number | null
  readonly target: number
  readonly protocol: 'tcp' | 'udp'
}

export type ComposeDependency = {
  readonly service: string
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully'
}

export type ComposeHealthcheck =
  /** The image's own check is switched off. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'test'
      /** As the Engine API has it: `CMD` or `CMD-SHELL` first. */
      readonly test: readonly string[]
      /** All in ms; null: Docker's default. */
      readonly interval: number | null
      readonly timeout: number | null
      readonly startPeriod: number | null
      readonly retries: number | null
    }

export type ComposeNetwork = {
  readonly key: string
  /** Its own name; null: `project_key`. */
  readonly name: string | null
  readonly driver: string | null
  readonly internal: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly external: boolean
}

export type ComposeVolume = {
  readonly key: string
  /** Its own name; null: `project_key`. */
  readonly name: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly external: boolean
}
