import type { InstanceFacts } from '../../instance/model.ts'
import type { CheckContext, CheckResult, Files, InstanceCheck } from '../model.ts'
import { judgeInbound } from './inbound.ts'
import { judgeLogin } from './login.ts'
import { judgeProperties } from './properties.ts'
import { judgeReachable } from './reachable.ts'
import { judgeResolves } from './resolves.ts'
import { judgeServer } from './server.ts'
import { judgeSession } from './session.ts'
import { judgeUnpacked } from './unpacked.ts'

/** Judges one statement on the instance by one look at it. */
export function judgeInstance(
  check: InstanceCheck,
  facts: InstanceFacts,
  files: Files,
  context: CheckContext,
): Promise<CheckResult> {
  switch (check.kind) {
    case 'inbound':
      return judgeInbound(check, facts)
    case 'login':
      return judgeLogin(check, facts, files)
    case 'resolves':
      return judgeResolves(check, facts)
    case 'reachable':
      return judgeReachable(check, facts, context)
    case 'unpacked':
      return judgeUnpacked(check, facts)
    case 'properties':
      return judgeProperties(check, facts, context)
    case 'server':
      return judgeServer(check, facts, context)
    case 'session':
      return judgeSession(check, facts)
  }
}
