import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildInstanceImage, buildKafkaImage } from '../../../src/engine/docker/images.ts'
import { IMAGE, onDaemon, type Scratch, scratch } from './scratch.ts'

onDaemon('an image that is wanted', () => {
  let it: Scratch
  let root: string
  beforeEach(async () => {
    it = await scratch()
    root = await mkdtemp(join(tmpdir(), 'labs-images-'))
  })
  afterEach(async () => {
    await rm(root, { recursive: true, force: true })
    await it.remove()
  })

  test.each([
    ['of the cluster', buildKafkaImage],
    ['of the instance', buildInstanceImage],
  ])('%s: on a machine that has no cache yet, one that is there is not built', async (_, build) => {
    const start = { onProgress: () => {}, signal: AbortSignal.timeout(60_000) }
    await it.up(`services: { one: { image: '${IMAGE}', command: [sleep, infinity], init: true } }`)
    const cache = join(root, 'not', 'there', 'yet')
    const paths = { home: join(root, 'home'), cache }
    const options = { paths, env: {}, givenHome: null }
    await build(
      { docker: it.docker, options, start },
      {
        image: IMAGE,
        build: { context: root, dockerfile: 'Dockerfile', args: {}, labels: {}, target: null },
      },
    )
    expect(await readdir(cache)).toEqual([])
  })
})
