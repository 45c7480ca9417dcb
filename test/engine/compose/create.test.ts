import { expect, test } from 'vitest'
import { createOptions, furtherNetworks } from '../../../src/engine/compose/create.ts'
import { containerLabels, namesOf } from '../../../src/engine/compose/naming.ts'
import { goodProject, service } from './fixtures.ts'

const everything = goodProject('everything-else.yml')
const names = namesOf(everything, 'labs', '1')

test('a service with every key', () => {
  const project = goodProject('short.yml')
  const names = namesOf(project, 'labs', '1')
  const app = project.services.find(({ name }) => name === 'app') ?? service('')
  expect(createOptions(app, names, 'sha256:abc')).toEqual({
    name: 'one-app',
    Image: 'example/app:1',
    Cmd: ['sh', '-c', 'echo "a b"; exit', 'c d', 'e f'],
    Entrypoint: ['tini', '--'],
    Env: ['PLAIN=text', 'NUMBER=5', 'EMPTY=', 'WITH_EQUALS=a=b', 'FROM_HERE=here'],
    Labels: containerLabels(app, names, 'sha256:abc'),
    User: '1000:1000',
    WorkingDir: '/srv',
    Hostname: 'app-host',
    Tty: true,
    OpenStdin: true,
    StopSignal: 'SIGINT',
    StopTimeout: 90,
    ExposedPorts: { '9092/tcp': {}, '9093/tcp': {}, '19094/udp': {} },
    Healthcheck: {
      Test: ['CMD-SHELL', 'curl -f localhost || exit 1'],
      Interval: 90_000_000_000,
      Timeout: 500_000_000,
      StartPeriod: 1_500_000_000,
      Retries: 3,
    },
    HostConfig: {
      PortBindings: {
        '9092/tcp': [{ HostIp: '', HostPort: '' }],
        '9093/tcp': [{ HostIp: '', HostPort: '9093' }],
        '19094/udp': [{ HostIp: '', HostPort: '9094' }],
      },
      Mounts: [
        { Type: 'volume', Source: 'labs_data', Target: '/data', ReadOnly: false },
        { Type: 'volume', Source: 'labs_conf', Target: '/conf', ReadOnly: true },
      ],
      Memory: 536_870_912,
      MemorySwap: 1_073_741_824,
      CapAdd: ['NET_ADMIN'],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      ExtraHosts: ['my-host:10.0.0.1', 'other:10.0.0.2'],
      Tmpfs: { '/run': '' },
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      Init: true,
      ReadonlyRootfs: true,
      NetworkMode: 'labs_inside',
    },
    NetworkingConfig: { EndpointsConfig: { labs_inside: { Aliases: ['app'] } } },
  })
  expect(furtherNetworks(app, names)).toEqual([{ network: 'labs_default', aliases: ['app'] }])
})

test('what a service does not say is left to Docker', () => {
  const app = service('')
  expect(createOptions(app, names, 'sha256:abc')).toEqual({
    name: 'labs-app-1',
    Image: 'a',
    Env: [],
    Labels: containerLabels(app, names, 'sha256:abc'),
    Tty: false,
    OpenStdin: false,
    ExposedPorts: {},
    HostConfig: {
      ...{
        PortBindings: {},
        Mounts: [],
        CapAdd: [],
        CapDrop: [],
        SecurityOpt: [],
        ExtraHosts: [],
        Tmpfs: {},
      },
      RestartPolicy: { Name: 'no' },
      ReadonlyRootfs: false,
      NetworkMode: 'labs_default',
    },
    NetworkingConfig: { EndpointsConfig: { labs_default: { Aliases: ['app'] } } },
  })
})

test('a container has its aliases beside the name of its service, each once', () => {
  const app = service('networks: { default: { aliases: [my-kafka, app] } }')
  expect(createOptions(app, names, 'x').NetworkingConfig).toEqual({
    EndpointsConfig: { labs_default: { Aliases: ['app', 'my-kafka'] } },
  })
})

test('a port can be bound more than once', () => {
  const app = service("ports: ['127.0.0.1:1:80', '[::1]:1:80', '2:80/udp']")
  const { ExposedPorts, HostConfig } = createOptions(app, names, 'x')
  expect(ExposedPorts).toEqual({ '80/tcp': {}, '80/udp': {} })
  expect(HostConfig?.PortBindings).toEqual({
    '80/tcp': [
      { HostIp: '127.0.0.1', HostPort: '1' },
      { HostIp: '::1', HostPort: '1' },
    ],
    '80/udp': [{ HostIp: '', HostPort: '2' }],
  })
})

test('health checks that are switched off, or are the image’s own with other times', () => {
  const of = (keys: string) => createOptions(service(keys), names, 'x').Healthcheck
  expect(of('healthcheck: { disable: true }')).toEqual({ Test: ['NONE'] })
  expect(of('healthcheck: { interval: 1s }')).toEqual({ Test: [], Interval: 1_000_000_000 })
})

test('smaller things', () => {
  const of = (keys: string) => createOptions(service(keys), names, 'x')
  expect(of('tmpfs: ["/run:size=64m,mode=700", /tmp]').HostConfig?.Tmpfs).toEqual({
    '/run': 'size=64m,mode=700',
    '/tmp': '',
  })
  expect(of('stop_grace_period: 1500ms').StopTimeout).toBe(2)
  expect(of('command: []').Cmd).toEqual([])
  expect(of('memswap_limit: -1').HostConfig?.MemorySwap).toBe(-1)
  expect(of('restart: unless-stopped').HostConfig?.RestartPolicy).toEqual({ Name: 'unless-stopped' })
})
