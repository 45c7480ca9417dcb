import type { InstanceFacts } from '../../instance/model.ts'
import { words } from '../../words/index.ts'
import type { CheckResult, UnpackedCheck } from '../model.ts'
import { result } from '../result.ts'

/** What tells that all of the archive was unpacked: its last entries among them. */
const PARTS = ['bin/kafka-server-start.sh', 'config/server.properties', 'libs/zookeeper-3.5.7.jar']

/** `unpacked: DIRECTORY` by what lies in the learner's home. */
export async function judgeUnpacked(spec: UnpackedCheck, facts: InstanceFacts): Promise<CheckResult> {
  const { directory } = spec
  const inside = await facts.tree(directory)
  const lacks = PARTS.filter((part) => inside?.includes(part) !== true)
  if (lacks.length === 0)
    return result(spec, { verdict: 'passed', message: words.instance.unpacked(directory), actual: PARTS })
  if (inside !== null)
    return result(spec, {
      verdict: 'failed',
      message: words.instance.notWhole(directory, lacks),
      actual: PARTS.filter((part) => !lacks.includes(part)),
      help: words.instance.notWholeHelp(directory),
    })
  const home = (await facts.tree('')) ?? []
  const elsewhere = home.find((path) => path.endsWith(`/${directory}`))
  if (elsewhere !== undefined)
    return result(spec, {
      verdict: 'failed',
      message: words.instance.unpackedElsewhere(directory, elsewhere),
      actual: elsewhere,
      help: words.instance.unpackedElsewhereHelp(elsewhere),
    })
  const archive = home.find((path) => /\.(tgz|tar\.gz)$/.test(path))
  if (archive !== undefined && !(await facts.isGzip(archive)))
    return result(spec, {
      verdict: 'failed',
      message: words.instance.noGzip(archive),
      actual: archive,
      help: words.instance.noGzipHelp(archive),
    })
  return result(spec, {
    verdict: 'pending',
    message: archive === undefined ? words.instance.noArchive : words.instance.notUnpacked(archive),
    actual: archive ?? null,
    help: archive === undefined ? null : words.instance.notUnpackedHelp(archive),
  })
}
