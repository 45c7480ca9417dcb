import type { InstanceFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import type { CheckResult, Files, LoginCheck } from '../model.ts'
import { result } from '../result.ts'
import { noNetwork } from './no-network.ts'

const KEY = 'test-kafka-server-key.pem'

/** `login: USER` by what sshd wrote down. */
export async function judgeLogin(spec: LoginCheck, facts: InstanceFacts, files: Files): Promise<CheckResult> {
  if (facts.network === null) return noNetwork(spec)
  const logins = await facts.logins()
  const actual = logins.map(({ user, accepted }) => ({ user, accepted }))
  if (logins.some(({ user, accepted }) => accepted && user === spec.user))
    return result(spec, { verdict: 'passed', message: words.instance.loggedIn(spec.user), actual })
  const last = logins.at(-1)
  const mode = await files.mode(KEY)
  const isOpen = mode !== null && !/00$/.test(mode)
  if (last === undefined)
    return result(spec, {
      verdict: 'pending',
      message: words.instance.nobodyLoggedIn(spec.user),
      actual,
      help: isOpen ? words.instance.keyTooOpen(KEY, mode) : null,
    })
  return result(spec, {
    verdict: 'failed',
    message:
      last.user === spec.user
        ? words.instance.refused(last.user)
        : words.instance.otherUser(last.user, spec.user),
    actual,
    help:
      last.user !== spec.user
        ? words.instance.otherUserHelp(spec.user)
        : isOpen
          ? words.instance.keyTooOpen(KEY, mode)
          : words.instance.keyNotGiven(KEY),
  })
}
