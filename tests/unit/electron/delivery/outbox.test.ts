import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { desktopText } from '../../../../electron/delivery/channels/desktop.ts'
import { createOutbox, type OutboxDeps } from '../../../../electron/delivery/outbox.ts'
import { mostAttempts, retryDelayMs } from '../../../../electron/delivery/schedule.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import { openStore, type Store } from '../../../../electron/store/store.ts'
import type { Firing } from '../../../../shared/model/alert.ts'
import type { Delivery } from '../../../../shared/model/delivery.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const startAt = Date.UTC(2026, 0, 5, 12)
let folder: string
let store: Store
let clock: ReturnType<typeof createManualClock>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickerdeck-outbox-'))
  clock = createManualClock(startAt)
  ;({ store } = openStore({ dataDir: folder, now: startAt }))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function firing(id: string, changes: Partial<Firing> = {}): Firing {
  return {
    id,
    rule: 'r1',
    ruleVersion: 1,
    instrument: instrumentId('simulated', 'BTCUSDT'),
    sentence: 'BTCUSDT last crosses up 64,200, once',
    note: '',
    level: 64_200,
    firedAt: startAt,
    evidence: { before: null, at: { price: 64_200.25, exchangeAt: null, receivedAt: startAt } },
    late: false,
    simulated: false,
    acknowledgedAt: null,
    ...changes,
  }
}

/** A firing and its delivery, as the alert service commits them. */
function enqueue(id: string): void {
  store.firings.insert(firing(`f-${id}`))
  store.deliveries.insert({
    id,
    firing: `f-${id}`,
    target: 'desktop',
    state: 'pending',
    attempts: 0,
    createdAt: startAt,
    sentAt: null,
    lastError: null,
  })
}

function make(notify: OutboxDeps['notify']) {
  const shown: string[] = []
  const told: Delivery[] = []
  const outbox = createOutbox({
    clock,
    log: silentLog,
    deliveries: store.deliveries,
    firings: store.firings,
    notify: (notification) => {
      shown.push(notification.id)
      return notify(notification)
    },
    changed: (delivery) => told.push(delivery),
    random: () => 0.5,
  })
  return { outbox, shown, told }
}

const took = () => Promise.resolve(true)

describe('outbox', () => {
  it('sends in order and writes that it did', async () => {
    const { outbox, shown, told } = make(took)
    outbox.start()
    enqueue('d1')
    enqueue('d2')
    outbox.kick()
    await clock.advanceAsync(0)
    expect(shown).toEqual(['d1', 'd2'])
    expect(told.map(({ state }) => state)).toEqual(['sent', 'sent'])
    expect(store.deliveries.get('d1')).toMatchObject({ state: 'sent', attempts: 1, sentAt: startAt })
    expect(store.deliveries.pending()).toEqual([])
  })

  it('sends after a restart, under the same id, what was committed but not sent', async () => {
    enqueue('d1')
    const first = make(() => new Promise(() => undefined))
    first.outbox.start()
    await clock.advanceAsync(0)
    expect(first.shown).toEqual(['d1'])
    // The process dies here: nothing of the first outbox goes on.
    const second = make(took)
    second.outbox.start()
    await clock.advanceAsync(0)
    expect(second.shown).toEqual(['d1'])
    expect(store.deliveries.get('d1')?.state).toBe('sent')
  })

  it('tries a few times, with growing waits, and then gives up visibly', async () => {
    enqueue('d1')
    const { outbox, shown } = make(() => Promise.resolve(false))
    outbox.start()
    await clock.advanceAsync(120_000)
    expect(shown).toHaveLength(mostAttempts)
    expect(new Set(shown)).toEqual(new Set(['d1']))
    expect(store.deliveries.get('d1')).toMatchObject({
      state: 'failed',
      attempts: mostAttempts,
      lastError: expect.stringContaining('did not take'),
    })
    await clock.advanceAsync(600_000)
    expect(shown).toHaveLength(mostAttempts)
  })

  it('does not hold up the others for one that fails', async () => {
    enqueue('bad')
    enqueue('good')
    const { outbox } = make(({ id }) => (id === 'bad' ? Promise.reject(new Error('no bus')) : took()))
    outbox.start()
    await clock.advanceAsync(0)
    expect(store.deliveries.get('good')?.state).toBe('sent')
    expect(store.deliveries.get('bad')).toMatchObject({ state: 'pending', attempts: 1, lastError: 'no bus' })
  })

  it('frees itself from a system that never answers', async () => {
    enqueue('d1')
    const { outbox } = make(() => new Promise(() => undefined))
    outbox.start()
    await clock.advanceAsync(15_000)
    expect(store.deliveries.get('d1')).toMatchObject({
      attempts: 1,
      lastError: expect.stringContaining('did not answer'),
    })
  })

  it('gives up on a firing that is not on record', async () => {
    store.deliveries.insert({
      id: 'd1',
      firing: 'gone',
      target: 'desktop',
      state: 'pending',
      attempts: 0,
      createdAt: startAt,
      sentAt: null,
      lastError: null,
    })
    const { outbox, shown } = make(took)
    outbox.start()
    await clock.advanceAsync(60_000)
    expect(shown).toEqual([])
    expect(store.deliveries.get('d1')?.state).toBe('failed')
  })

  it('sends a failed one again on demand, and refuses what was sent or is unknown', async () => {
    enqueue('d1')
    let works = false
    const { outbox } = make(() => Promise.resolve(works))
    outbox.start()
    await clock.advanceAsync(120_000)
    works = true
    expect(outbox.retry('d1').state).toBe('pending')
    await clock.advanceAsync(0)
    expect(store.deliveries.get('d1')?.state).toBe('sent')
    expect(() => outbox.retry('d1')).toThrow(/sent already/)
    expect(() => outbox.retry('d9')).toThrow(/no delivery d9/)
  })

  it('starts nothing after stop', async () => {
    const { outbox, shown } = make(took)
    outbox.start()
    await outbox.stop()
    enqueue('d1')
    outbox.kick()
    await clock.advanceAsync(60_000)
    expect(shown).toEqual([])
  })

  it('says what the system did with a test', async () => {
    expect(await make(took).outbox.test()).toMatchObject({ delivered: true })
    expect(await make(() => Promise.resolve(false)).outbox.test()).toMatchObject({ delivered: false })
    expect(await make(() => Promise.reject(new Error('no bus'))).outbox.test()).toEqual({
      delivered: false,
      detail: 'no bus',
    })
  })
})

describe('schedule', () => {
  it('grows, is capped, takes its whole range, and ends', () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, 0.999))).toEqual([1998, 3996, 7992, 15_984])
    expect(retryDelayMs(1, 0)).toBe(0)
    expect(retryDelayMs(mostAttempts, 0.5)).toBeNull()
  })
})

describe('desktop text', () => {
  it('names symbol, price, rule, time and note', () => {
    expect(desktopText(firing('f1', { note: 'take profit' }), 'UTC')).toEqual({
      title: 'BTCUSDT 64,200.25',
      body: 'BTCUSDT last crosses up 64,200, once · 12:00:00\ntake profit',
    })
  })

  it('marks what is simulated or late, writes small prices whole and shortens notes', () => {
    const at = { price: 0.00000123, exchangeAt: null, receivedAt: startAt }
    const text = desktopText(
      firing('f1', { simulated: true, late: true, note: '🚀'.repeat(500), evidence: { before: null, at } }),
      'UTC',
    )
    expect(text.title).toBe('BTCUSDT 0.00000123 (simulated, late)')
    expect([...(text.body.split('\n')[1] ?? '')]).toHaveLength(160)
    expect(text.body).not.toContain('\ufffd')
  })
})
