/** The life of the core's process as main sees it. */
import type { MessagePortMain } from 'electron'
import { describe, expect, it } from 'vitest'
import { createCoreProcess } from '../../../../electron/desktop/core-process.ts'
import type { HostServices } from '../../../../electron/desktop/core-messages.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { codedError, type AppError } from '../../../../shared/errors.ts'
import { createManualClock } from '../../../support/manual-clock.ts'
import { asChild, FakeChild } from './fakes.ts'

const services: HostServices = {
  notify: () => Promise.resolve(true),
  setBadge: () => Promise.resolve(null),
  openExternal: () => Promise.reject(codedError('forbidden', 'no')),
  getSecret: (name) => Promise.resolve(`secret of ${name}`),
  setSecret: () => Promise.resolve(null),
  setOpenAtLogin: () => Promise.resolve(null),
}

function build() {
  const clock = createManualClock()
  const children: FakeChild[] = []
  let readies = 0
  const givenUp: (AppError | null)[] = []
  const core = createCoreProcess({
    fork() {
      const child = new FakeChild()
      children.push(child)
      return asChild(child)
    },
    start: { dataDir: '/d', version: '1.0.0', capabilities: [], hooksPort: null, replay: null },
    services,
    clock,
    log: silentLog,
    onReady: () => (readies += 1),
    onGivenUp: (error) => givenUp.push(error),
  })
  const last = (): FakeChild => {
    const child = children.at(-1)
    if (child === undefined) throw new Error('nothing was forked')
    return child
  }
  return { core, clock, children, last, givenUp, readies: () => readies }
}

describe('createCoreProcess', () => {
  it('starts the core and hands ports over only once it is ready', () => {
    const { core, last, readies } = build()
    const port = {} as MessagePortMain
    core.start()
    expect(last().sent[0]).toMatchObject({ t: 'start', options: { dataDir: '/d' } })
    expect(core.attach(1, port)).toBe(false)
    last().says({ t: 'ready' })
    expect(readies()).toBe(1)
    expect(core.attach(1, port)).toBe(true)
    expect(last().sent.at(-1)).toEqual({ t: 'client', id: 1 })
  })

  it('starts a crashed core again with a growing wait, and gives up in the end', () => {
    const { core, clock, children, last, givenUp } = build()
    core.start()
    for (const delayMs of [500, 1000, 2000, 5000, 5000]) {
      const before = children.length
      last().says({ t: 'ready' })
      last().dies()
      expect(core.isReady()).toBe(false)
      clock.advance(delayMs - 1)
      expect(children).toHaveLength(before)
      clock.advance(1)
      expect(children).toHaveLength(before + 1)
    }
    last().dies()
    clock.advance(600_000)
    expect(children).toHaveLength(6)
    expect(givenUp).toEqual([null])
    core.start()
    expect(children).toHaveLength(7)
  })

  it('does not try again what cannot succeed, and says why', () => {
    const { core, clock, children, last, givenUp } = build()
    core.start()
    last().says({ t: 'failed', error: { code: 'bad-data', message: 'line 3: no price', retry: 'no' } })
    last().dies()
    clock.advance(60_000)
    expect(children).toHaveLength(1)
    expect(givenUp[0]?.message).toBe('line 3: no price')
  })

  it('answers the core, in values and in refusals', async () => {
    const { core, last } = build()
    core.start()
    last().says({ t: 'host-call', id: 1, name: 'getSecret', input: 'venue:x' })
    last().says({ t: 'host-call', id: 2, name: 'openExternal', input: 'file:///' })
    await Promise.resolve()
    await Promise.resolve()
    expect(last().sent).toContainEqual({ t: 'host-answer', id: 1, value: 'secret of venue:x' })
    expect(last().sent).toContainEqual({
      t: 'host-refusal',
      id: 2,
      error: { code: 'forbidden', message: 'no', retry: 'no' },
    })
  })

  it('does not give an answer for one process to the next', async () => {
    const { core, clock, last } = build()
    core.start()
    const first = last()
    first.says({ t: 'host-call', id: 1, name: 'getSecret', input: 'a' })
    first.dies()
    await clock.advanceAsync(500)
    expect(last()).not.toBe(first)
    expect([...first.kinds(), ...last().kinds()]).not.toContain('host-answer')
  })

  it('ends a core that no longer answers, but not one that does', () => {
    const { core, clock, last } = build()
    core.start()
    last().says({ t: 'ready' })
    for (let pulse = 0; pulse < 20; pulse += 1) {
      clock.advance(3000)
      last().says({ t: 'pong' })
    }
    expect(last().kills).toBe(0)
    clock.advance(33_000)
    expect(last().kills).toBe(1)
  })

  it('stops by message, and by force after three seconds', async () => {
    const { core, clock, last } = build()
    core.start()
    last().says({ t: 'ready' })
    const stopped = core.stop()
    expect(last().sent.at(-1)).toEqual({ t: 'shutdown' })
    clock.advance(2999)
    expect(last().kills).toBe(0)
    clock.advance(1)
    expect(last().kills).toBe(1)
    last().dies(0)
    await stopped
    clock.advance(60_000)
    expect(core.isReady()).toBe(false)
  })

  it('stops at once while it waits to start again', async () => {
    const { core, clock, children, last } = build()
    core.start()
    last().dies()
    await core.stop()
    clock.advance(60_000)
    expect(children).toHaveLength(1)
  })
})
