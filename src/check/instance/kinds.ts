import type { CheckSpec, InstanceAnswer, InstanceCheck } from '../model.ts'

/** The kinds of checks and answers that are about the instance. */
const CHECKS = {
  inbound: true,
  login: true,
  resolves: true,
  reachable: true,
  unpacked: true,
  properties: true,
  server: true,
  session: true,
} as const satisfies Record<InstanceCheck['kind'], true>
const ANSWERS = {
  'java-version': true,
  'max-heap-of': true,
  'broker-id': true,
  'api-version-of': true,
  'contents-lie-in': true,
} as const satisfies Record<InstanceAnswer['kind'], true>

export function isOfInstance(check: CheckSpec): check is InstanceCheck {
  return Object.hasOwn(CHECKS, check.kind)
}

export function asksInstance<T extends { readonly kind: string }>(
  answer: T,
): answer is Extract<T, InstanceAnswer> {
  return Object.hasOwn(ANSWERS, answer.kind)
}
