/** The core's process from the inside, with a core that only remembers. */
import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { PortMain } from '../../../../electron/bridge/port-channel-main.ts'
import type { CoreDeps } from '../../../../electron/core/deps.ts'
import type { FromCore, ToCore } from '../../../../electron/desktop/core-messages.ts'
import { runCore } from '../../../../electron/desktop/core-runner.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Channel } from '../../../../shared/wire.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

class FakePort extends EventEmitter {
  closed = false
  start(): void {}
  postMessage(): void {}
  close(): void {
    this.closed = true
    this.emit('close')
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

function build(fails: unknown = null) {
  const clock = createManualClock()
  const told: FromCore[] = []
  const exits: number[] = []
  const channels: Channel[] = []
  const wakes: string[] = []
  let deps: CoreDeps | null = null
  let stops = 0
  let listener: (event: { data: unknown; ports: readonly PortMain[] }) => void = () => undefined
  runCore({
    port: { on: (_event, next) => (listener = next), postMessage: (message) => void told.push(message) },
    createCore(given) {
      deps = given
      if (fails !== null) return Promise.reject(fails)
      return Promise.resolve({
        bridge: { attach: (channel) => void channels.push(channel) },
        wake: (reason) => void wakes.push(reason),
        stop: () => {
          stops += 1
          return Promise.resolve()
        },
      })
    },
    exit: (code) => void exits.push(code),
    clock,
    log: silentLog,
    env: {},
  })
  const send = (message: ToCore | { t: string }, port?: FakePort) =>
    listener({ data: message, ports: port === undefined ? [] : [port] })
  const start = (replay: { path: string; speed: number } | null = null) =>
    send({
      t: 'start',
      options: { dataDir: '/d', version: '1', capabilities: ['notify'], hooksPort: 0, replay },
    })
  return { clock, told, exits, channels, wakes, send, start, deps: () => deps, stops: () => stops }
}

describe('runCore', () => {
  it('starts once, says so, and passes ports on', async () => {
    const { start, send, told, channels, deps } = build()
    start()
    start()
    await settle()
    expect(told).toEqual([{ t: 'ready' }])
    expect(deps()?.host).toMatchObject({ shell: 'desktop', capabilities: ['notify'] })
    send({ t: 'client', id: 7 }, new FakePort())
    expect(channels).toHaveLength(1)
  })

  it('replaces the port of a client, and closes that of one that is gone', async () => {
    const { start, send } = build()
    start()
    await settle()
    const ports = [new FakePort(), new FakePort()] as const
    send({ t: 'client', id: 7 }, ports[0])
    send({ t: 'client', id: 7 }, ports[1])
    expect(ports.map(({ closed }) => closed)).toEqual([true, false])
    send({ t: 'client-gone', id: 7 })
    expect(ports[1].closed).toBe(true)
  })

  it('says why it could not start, and ends', async () => {
    const { start, told, exits } = build(codedError('storage', 'disk full', 'later'))
    start()
    await settle()
    expect(told).toEqual([{ t: 'failed', error: { code: 'storage', message: 'disk full', retry: 'later' } }])
    expect(exits).toEqual([1])
  })

  it('names a recording that is not there, and does not ask for another try', async () => {
    const { start, told } = build()
    start({ path: '/nowhere/a.csv', speed: 1 })
    await expect.poll(() => told[0]).toMatchObject({ t: 'failed', error: { code: 'not-found', retry: 'no' } })
    expect(JSON.stringify(told[0])).toContain('/nowhere/a.csv')
  })

  it('answers pings and passes the wake on', async () => {
    const { start, send, told, wakes } = build()
    start()
    await settle()
    send({ t: 'ping' })
    send({ t: 'wake', reason: 'resume' })
    expect(told.at(-1)).toEqual({ t: 'pong' })
    expect(wakes).toEqual(['resume'])
  })

  it('stops the core once, in order, and ends with 0', async () => {
    const { start, send, exits, stops } = build()
    start()
    send({ t: 'shutdown' })
    send({ t: 'shutdown' })
    await settle()
    expect(stops()).toBe(1)
    expect(exits).toEqual([0])
  })

  it('ends by itself when main is silent, and not before', async () => {
    const { start, send, clock, exits, stops } = build()
    start()
    await settle()
    clock.advance(10_000)
    send({ t: 'ping' })
    clock.advance(11_000)
    expect(exits).toEqual([])
    clock.advance(1000)
    await settle()
    expect(stops()).toBe(1)
    expect(exits).toEqual([0])
  })

  it('overlooks what is no message', () => {
    const { send, told, exits } = build()
    send({ t: 'something-new' })
    expect([told, exits]).toEqual([[], []])
  })
})
