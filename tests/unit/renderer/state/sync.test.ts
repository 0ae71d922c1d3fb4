/** The window follows the core: loads on open, follows events, goes grey on a loss, and starts anew. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createActions, type Actions } from '../../../../renderer/state/actions.ts'
import type { AppState } from '../../../../renderer/state/app-state.ts'
import type { Notifier } from '../../../../renderer/state/notify.ts'
import { createQuoteStore, type QuoteStore } from '../../../../renderer/state/quotes.ts'
import { createAppStore } from '../../../../renderer/state/store.ts'
import { startSync } from '../../../../renderer/state/sync.ts'
import { isInstrumentId, type InstrumentId } from '../../../../shared/model/ids.ts'
import { defaultSettings } from '../../../../shared/model/settings.ts'
import { allocateBatch, writeRow } from '../../../../shared/quote-batch.ts'
import { sampleFiring, sampleRule, sampleStanding } from '../../../support/alert-samples.ts'
import { createFakeClient, type FakeClient } from '../../../support/fake-client.ts'
import {
  btc,
  eth,
  sampleEntry,
  sampleFeed,
  sampleHealth,
  sampleInstrument,
  sampleQuote,
  sampleWatchlist,
  sol,
} from '../../../support/samples.ts'
import { waitFor } from '../../../support/wait-for.ts'

let client: FakeClient
let store: ReturnType<typeof createAppStore>
let quotes: QuoteStore
let actions: Actions
let shown: { id: string; title: string }[]
let sounds: string[]
let frame: (() => void)[]

const state = (): AppState => store.getState()
const nextFrame = (): void => {
  const due = frame
  frame = []
  for (const callback of due) callback()
}

/** The contract's inputs are what a checker has yet to look at. */
const idsOf = (instruments: readonly unknown[]): InstrumentId[] => instruments.filter(isInstrumentId)

function answers(): void {
  client.answer({
    'system.info': () => ({
      name: 'Tickerdeck',
      version: '1',
      shell: 'web',
      platform: 'linux',
      capabilities: [],
      startedAt: 0,
      dataDir: '/data',
      notices: [],
    }),
    'settings.get': () => defaultSettings,
    'settings.save': (change) => ({ ...defaultSettings, ...change }) as typeof defaultSettings,
    'watchlists.list': () => [sampleWatchlist('majors', [btc, eth])],
    'alerts.list': () => [],
    'alerts.status': () => ({ paused: false, catchUps: [] }),
    'alerts.presets.list': () => [],
    'sounds.list': () => [],
    'firings.report': () => ({ ok: true }),
    'firings.list': () => [],
    'hooks.inbox.list': () => [],
    'hooks.sources.list': () => [],
    'targets.list': () => [],
    'deliveries.list': () => [],
    'providers.list': () => [],
    'feeds.status': () => [sampleFeed('simulated')],
    'connections.health': () => sampleHealth(),
    'replay.status': () => ({
      active: false,
      instrument: null,
      name: null,
      speed: 1,
      clockAt: null,
      fromAt: null,
      toAt: null,
      ended: false,
    }),
    'instruments.get': ({ instruments }) => idsOf(instruments).map((id) => sampleInstrument(id)),
    'quotes.subscribe': ({ instruments }) => ({
      quotes: idsOf(instruments).map((id) => sampleQuote(id)),
      indexes: idsOf(instruments).map((id, index) => [id, index]),
    }),
    'quotes.unsubscribe': () => ({ ok: true }),
    'quotes.credit': () => ({ ok: true }),
  })
}

const subscribed = (): string[] =>
  client.inputs('quotes.subscribe').flatMap((input) => (input as { instruments: string[] }).instruments)

beforeEach(async () => {
  client = createFakeClient({}, 'connecting')
  answers()
  store = createAppStore()
  frame = []
  quotes = createQuoteStore({
    requestFrame: (callback) => void frame.push(callback),
    nowMs: (
      (at = 0) =>
      () =>
        (at += 100)
    )(),
    hidden: () => false,
    onVisible: () => undefined,
  })
  shown = []
  const notifier: Notifier = {
    show: (_, { id, title }) => {
      shown.push({ id, title })
      return 'shown'
    },
  }
  sounds = []
  actions = createActions(client, {
    store,
    now: () => 5,
    newId: (
      (n = 0) =>
      () =>
        `id-${(n += 1)}`
    )(),
  })
  startSync({
    client,
    store,
    actions,
    quotes,
    notifier,
    whenSeen: (run) => run(),
    now: () => 5,
    sounds: () => ({
      sound: async ({ id }, { name }) => void sounds.push(`${id} ${name}`),
      stop: () => undefined,
    }),
  })
  client.become('open')
  await waitFor(() => quotes.get(eth), 'the first quotes')
})

describe('sync', () => {
  it('loads everything, chooses the list and the chart, and subscribes in binary', () => {
    expect(state().connection.state).toBe('open')
    expect(state().activeWatchlist).toBe('majors')
    expect(state().selected).toBe(btc)
    expect(state().feeds).toHaveLength(1)
    expect(state().instruments.has(eth)).toBe(true)
    expect(client.inputs('quotes.subscribe')).toEqual([{ instruments: [btc, eth], format: 'binary' }])
  })

  it('gives credit for a batch after the frame', () => {
    const batch = allocateBatch(12, 1)
    writeRow(batch, 0, 1, sampleQuote(eth, { last: 42 }))
    nextFrame()
    client.batch(batch)
    expect(client.inputs('quotes.credit')).toEqual([])
    nextFrame()
    expect(client.inputs('quotes.credit')).toEqual([{ sequence: 12 }])
    expect(quotes.get(eth)?.last).toBe(42)
  })

  it('subscribes what is selected or armed, and lets go of what is neither', async () => {
    actions.selectInstrument(sol)
    await waitFor(() => subscribed().includes(sol), 'the selected instrument')
    actions.selectInstrument(btc)
    await waitFor(() => client.inputs('quotes.unsubscribe').length === 1, 'the release')
    expect(client.inputs('quotes.unsubscribe')).toEqual([{ instruments: [sol] }])
    client.answer({ 'alerts.list': () => [sampleRule('r', { standings: [sampleStanding(sol)] })] })
    client.emit('changed', { what: 'alerts' })
    await waitFor(() => subscribed().filter((id) => id === sol).length === 2, 'the guarded instrument')
  })

  it('never names an instrument that no venue knows, and tries again when venues change', async () => {
    client.answer({ 'instruments.get': () => [] })
    actions.selectInstrument(sol)
    await waitFor(() => client.inputs('instruments.get').length === 2, 'the question')
    expect(subscribed()).not.toContain(sol)
    client.answer({
      'instruments.get': ({ instruments }) => idsOf(instruments).map((id) => sampleInstrument(id)),
    })
    client.emit('changed', { what: 'instruments' })
    await waitFor(() => subscribed().includes(sol), 'the second try')
  })

  it('announces a firing once, and not again when it is acknowledged', () => {
    client.emit('firing', sampleFiring('f1'))
    client.emit('firing', sampleFiring('f1', { acknowledgedAt: 9 }))
    expect(state().firings).toHaveLength(1)
    expect(state().firings[0]?.acknowledgedAt).toBe(9)
    expect(shown).toEqual([{ id: 'f1', title: 'BTCUSDT last crosses 100, once' }])
  })

  it('plays the sound that the rule wants, and reports what was shown', async () => {
    const sound = { name: 'gong', volume: 1, untilAcknowledged: false } as const
    client.emit('firing', sampleFiring('f1', { show: { toast: true, badge: true, sound } }))
    client.emit('firing', sampleFiring('f2', { show: { toast: false, badge: true, sound: null } }))
    expect(sounds).toEqual(['f1 gong'])
    expect(state().toasts.map((toast) => toast.firing)).toEqual(['f1'])
    await waitFor(() => client.inputs('firings.report').length === 1, 'the report')
    expect(client.inputs('firings.report')).toEqual([
      {
        reports: [
          { firing: 'f1', channel: 'toast', outcome: 'shown', at: 5 },
          { firing: 'f1', channel: 'browser-notification', outcome: 'shown', at: 5 },
          { firing: 'f2', channel: 'browser-notification', outcome: 'shown', at: 5 },
        ],
      },
    ])
  })

  it('tells what is late, folded or quiet by its summary alone', async () => {
    client.emit('firing', sampleFiring('f1', { late: true }))
    client.emit('firing', sampleFiring('f2', { folded: true }))
    client.emit('firing', sampleFiring('f3', { quietUntil: 9 }))
    expect(state().firings).toHaveLength(3)
    expect([state().toasts, shown]).toEqual([[], []])
    client.emit('summary', {
      id: 's',
      reason: 'catch-up',
      title: '1 alert fired meanwhile',
      body: '',
      at: 5,
      firings: ['f1'],
    })
    expect(state().toasts.map(({ title, opensLog }) => [title, opensLog])).toEqual([
      ['1 alert fired meanwhile', true],
    ])
    await waitFor(() => client.inputs('firings.report').length === 1, 'the report')
  })

  it('takes the toast away when the firing is acknowledged elsewhere', () => {
    client.emit('firing', sampleFiring('f1'))
    client.emit('firing', sampleFiring('f1', { acknowledgedAt: 9 }))
    expect(state().toasts).toEqual([])
  })

  it('puts a webhook on top of the inbox and replaces it when it is processed', () => {
    client.emit('hook', sampleEntry(1))
    client.emit('hook', sampleEntry(2, { instrument: null, symbol: null }))
    client.emit('hook', sampleEntry(1, { processedAt: 7 }))
    expect(state().inbox.map((entry) => [entry.id, entry.processedAt])).toEqual([
      [2, null],
      [1, 7],
    ])
    expect(state().toasts.map((toast) => toast.title)).toEqual(['Webhook: BTCUSDT', 'Webhook: Default'])
  })

  it('tells many that fired while the core was lost as one', async () => {
    client.become('lost', 'socket closed')
    client.become('connecting')
    const missed = ['a', 'b', 'c', 'd'].map((id) => sampleFiring(id))
    client.answer({ 'firings.list': () => missed })
    client.become('open')
    await waitFor(() => state().toasts.length > 0, 'the toast')
    expect(state().toasts.map(({ title }) => title)).toEqual([
      '4 alerts fired while the core could not be reached',
    ])
  })

  it('marks everything stale on a loss, and loads and subscribes anew after it', async () => {
    client.become('lost', 'socket closed')
    expect(state().connection).toEqual({ state: 'lost', reason: 'socket closed' })
    expect(quotes.get(btc)?.state).toBe('stale')
    client.become('connecting')
    expect(state().connection.state).toBe('lost')
    client.answer({ 'firings.list': () => [sampleFiring('missed')] })
    client.become('open')
    await waitFor(() => quotes.get(btc)?.state === 'simulated', 'fresh quotes')
    expect(client.inputs('quotes.subscribe')).toHaveLength(2)
    expect(state().connection.state).toBe('open')
    expect(state().toasts.map((toast) => toast.kind)).toEqual(['firing'])
  })

  it('loads a changed list again, and shows an error with advice when that fails', async () => {
    client.answer({ 'watchlists.list': () => [sampleWatchlist('majors', [btc, eth, sol])] })
    client.emit('changed', { what: 'watchlists' })
    await waitFor(() => subscribed().includes(sol), 'the new row')
    client.answer({
      'alerts.list': () => {
        throw new Error('disk is full')
      },
    })
    client.emit('changed', { what: 'alerts' })
    const toast = await waitFor(() => state().toasts.find(({ kind }) => kind === 'error'), 'the error')
    expect(toast.body).toMatch(/^Disk is full\. /)
  })
})
