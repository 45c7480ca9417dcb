/** Where an endpoint was read, for words. */
export type Origin =
  | { readonly kind: 'environment' }
  | { readonly kind: 'context'; readonly name: string; readonly file: string }
  /** Nothing names one: where Docker puts its socket. */
  | { readonly kind: 'default' }
  /** Nothing names one, and it is not there either: another socket that is known, and exists. */
  | { readonly kind: 'found' }

/** Files of PEM, each absolute or null; `verify`: whether the daemon's certificate must be right. */
export type Tls = {
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  readonly verify: boolean
}

/** How a daemon is reached. A Windows named pipe counts as a `unix` path, as Node has it. */
export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: Tls | null }
  /** `user`, `port`: null where ssh's own configuration decides; `socket`: of the daemon over there, null for its default. */
  | {
      readonly kind: 'ssh'
      readonly host: string
      readonly user: string | null
      readonly port: number | null
      readonly socket: string | null
    }

/** A Docker daemon, and where it was found. `url` is for people, and holds no secret. */
export type Endpoint = Address & { readonly from: Origin; readonly url: string }

export type DaemonInfo = {
  /** Of the daemon's machine. */
  readonly name: string
  readonly version: string
  readonly apiVersion: string
  /** As Docker names them: `linux`, `amd64`. */
  readonly os: string
  readonly arch: string
  /** What containers can have together, in bytes. */
  readonly memory: number
  readonly cpus: number
  readonly rootless: boolean
  /** Where its images and volumes are, on its machine. */
  readonly root: string
}

/**
 * What can be wrong between us and a daemon. `broken-off`: it was there and is not any more; `refused`: Docker itself
 * answers, with an error that nobody expected.
 */
export type Trouble =
  | 'absent'
  | 'forbidden'
  | 'silent'
  | 'unreachable'
  | 'tls'
  | 'too-old'
  | 'not-docker'
  | 'broken-off'
  | 'refused'
