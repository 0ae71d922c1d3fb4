/** Actions: shown at once, saved, undone, and taken back with an explanation when the core refuses. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createActions, fittingInterval, type Actions } from '../../../../renderer/state/actions.ts'
import { explainError } from '../../../../renderer/state/advice.ts'
import type { AppState } from '../../../../renderer/state/app-state.ts'
import { createAppStore } from '../../../../renderer/state/store.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Instrument } from '../../../../shared/model/instrument.ts'
import { createFakeClient, type FakeClient } from '../../../support/fake-client.ts'
import { sampleDelivery, sampleFiring, sampleRule, sampleTarget } from '../../../support/alert-samples.ts'
import { btc, eth, sampleInstrument, sampleWatchlist, sol } from '../../../support/samples.ts'
import { waitFor } from '../../../support/wait-for.ts'

let client: FakeClient
let store: ReturnType<typeof createAppStore>
let actions: Actions

const state = (): AppState => store.getState()
const rows = (): unknown[] =>
  (state().watchlists[0]?.items ?? []).map((item) =>
    item.kind === 'instrument' ? item.instrument : item.kind,
  )

beforeEach(() => {
  client = createFakeClient({ 'watchlists.save': (list) => list })
  store = createAppStore()
  store.setState({ watchlists: [sampleWatchlist('majors', [btc, eth, sol])], activeWatchlist: 'majors' })
  actions = createActions(client, {
    store,
    now: () => 5,
    newId: (
      (n = 0) =>
      () =>
        `id-${(n += 1)}`
    )(),
  })
})

describe('watchlist actions', () => {
  it('adds once, to the list that is open', async () => {
    store.setState({ watchlists: [sampleWatchlist('majors', [btc])] })
    expect(await actions.addToWatchlist(eth)).toBe(true)
    expect(await actions.addToWatchlist(eth)).toBe(false)
    expect(rows()).toEqual([btc, eth])
    expect(client.inputs('watchlists.save')).toHaveLength(1)
  })

  it('makes a list where there is none', async () => {
    store.setState({ watchlists: [], activeWatchlist: null })
    await actions.addToWatchlist(eth)
    expect(rows()).toEqual([eth])
    expect(state().activeWatchlist).toBe(state().watchlists[0]?.id)
  })

  it('removes with a toast that puts everything back where it was', async () => {
    await actions.removeFromWatchlist([eth])
    expect(rows()).toEqual([btc, sol])
    const toast = state().toasts[0]
    expect(toast?.title).toBe('Removed ETHUSDT')
    toast?.undo?.()
    await waitFor(() => rows().length === 3, 'the undo')
    expect(rows()).toEqual([btc, eth, sol])
  })

  it('moves a row to where it is dropped', async () => {
    await actions.moveInWatchlist(0, 2)
    expect(rows()).toEqual([eth, sol, btc])
    await actions.moveInWatchlist(9, 0)
    expect(rows()).toEqual([eth, sol, btc])
  })

  it('takes a change back and says why when the core refuses it', async () => {
    client.answer({
      'watchlists.save': () => {
        throw codedError('storage', 'database is read-only')
      },
    })
    await actions.moveInWatchlist(0, 2)
    expect(rows()).toEqual([btc, eth, sol])
    expect(state().toasts[0]).toMatchObject({
      kind: 'error',
      body: 'Database is read-only. The database could not be written. Check free disk space.',
    })
  })

  it('deletes a list, opens the next, and undoes both', async () => {
    const majors = sampleWatchlist('majors', [btc], 0)
    const fx = sampleWatchlist('fx', [eth], 1)
    store.setState({ watchlists: [majors, fx] })
    client.answer({ 'watchlists.delete': () => majors })
    await actions.deleteWatchlist('majors')
    expect([state().watchlists.length, state().activeWatchlist]).toEqual([1, 'fx'])
    state().toasts[0]?.undo?.()
    await waitFor(() => state().activeWatchlist === 'majors', 'the undo')
    expect(state().watchlists.map((list) => list.id)).toEqual(['majors', 'fx'])
  })
})

describe('alert actions', () => {
  const many = ['a', 'b', 'c'].map((id) => sampleRule(id, { state: 'paused' }))

  it('deletes many with one undo that brings all back as they were', async () => {
    store.setState({ rules: many, selectedRules: new Set(['a', 'c']) })
    client.answer({
      'alerts.delete': () => many.slice(0, 2),
      'alerts.restore': () => many.slice(0, 2),
    })
    await actions.deleteAlerts(['a', 'b'])
    expect(state().rules.map(({ id }) => id)).toEqual(['c'])
    expect([...state().selectedRules]).toEqual(['c'])
    expect(state().toasts.map(({ title }) => title)).toEqual(['Deleted 2 alerts'])
    state().toasts[0]?.undo?.()
    await waitFor(() => state().rules.length === 3, 'the rules')
    expect(client.inputs('alerts.restore')).toEqual([{ ids: ['a', 'b'] }])
    expect(state().rules.every((rule) => rule.state === 'paused')).toBe(true)
  })

  it('pauses everything at once, and says why when it could not', async () => {
    client.answer({ 'alerts.pauseAll': () => ({ ok: true }) })
    await actions.pauseAll(true)
    expect([state().settings.alertsPaused, state().alertStatus.paused]).toEqual([true, true])
    client.answer({
      'alerts.pauseAll': () => {
        throw codedError('storage', 'disk is full')
      },
    })
    await actions.pauseAll(false)
    expect(state().settings.alertsPaused).toBe(true)
    expect(state().toasts[0]?.title).toBe('Alerts were not resumed')
  })

  it('acknowledges more than one call takes, and takes their toasts away', async () => {
    client.answer({ 'firings.acknowledge': () => ({ ok: true }) })
    const ids = Array.from({ length: 1200 }, (_, n) => `f${n}`)
    store.setState({ firings: ids.slice(0, 2).map((id) => sampleFiring(id)) })
    actions.toast({ kind: 'firing', title: 'f0', body: '', firing: 'f0' })
    await actions.acknowledgeFirings(ids)
    expect(client.inputs('firings.acknowledge')).toHaveLength(2)
    expect(state().firings.every(({ acknowledgedAt }) => acknowledgedAt === 5)).toBe(true)
    expect(state().toasts).toEqual([])
  })

  it('silences what has fired so far', () => {
    actions.silence()
    expect(state().silencedAt).toBe(5)
  })

  it('answers null and shows the reason when a rule is refused', async () => {
    client.answer({
      'alerts.save': () => {
        throw codedError('bad-request', 'level: 0.001 is not on the tick grid of BTCUSDT')
      },
    })
    const draft = {
      instrument: btc,
      operator: 'crossing' as const,
      level: 0.001,
      frequency: { kind: 'once' as const },
    }
    expect(await actions.saveAlert(draft)).toBeNull()
    expect(state().toasts[0]?.body).toMatch(/Change what you entered/)
  })
})

describe('targets and deliveries', () => {
  it('keeps a target without the secret that was shown once', async () => {
    const target = sampleTarget('t')
    client.answer({ 'targets.save': () => ({ ...target, newSecret: 'whsec_x' }) })
    const draft = { kind: 'webhook', name: 't', enabled: true, url: target.url, allowPrivate: false } as const
    const saved = await actions.saveTarget(draft)
    expect(saved.newSecret).toBe('whsec_x')
    expect(state().targets).toEqual([target])
  })

  it('sends failed ones again in turn, and stops at the first that is refused', async () => {
    const refused = codedError('conflict', 'the target is off')
    client.answer({
      'deliveries.retry': ({ id }) => {
        if (id === 'b') throw refused
        return sampleDelivery(id, { state: 'pending' })
      },
    })
    store.setState({ deliveries: ['a', 'b', 'c'].map((id) => sampleDelivery(id, { state: 'failed' })) })
    await actions.retryDeliveries(['a', 'b', 'c'])
    expect(client.inputs('deliveries.retry')).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(state().deliveries.map((delivery) => delivery.state)).toEqual(['pending', 'failed', 'failed'])
    expect(state().toasts).toHaveLength(1)
  })

  it('refuses a sound file that is too large without sending it', async () => {
    const file = { name: 'long.wav', size: 2_000_001 } as File
    expect(await actions.addSound(file)).toBe(false)
    expect(client.calls).toEqual([])
    expect(state().toasts[0]?.body).toContain('at most 2 MB')
  })

  it('sends the bytes of a sound file as they are', async () => {
    const sound = { id: 's', name: 'horn', type: 'audio/wav', sizeBytes: 3 }
    client.answer({ 'sounds.save': () => sound })
    expect(await actions.addSound(new File([new Uint8Array([0, 128, 255])], 'horn.wav'))).toBe(true)
    expect(client.inputs('sounds.save')).toEqual([{ name: 'horn', base64: 'AID/' }])
    expect(state().sounds).toEqual([sound])
  })
})

describe('settings', () => {
  it('shows a change at once and takes it back when it is not saved', async () => {
    const saving = actions.saveSettings({ theme: 'light' })
    expect(state().settings.theme).toBe('light')
    expect(await saving).toBe(false)
    expect(state().settings.theme).toBe('system')
  })

  it('sorts down, up, and then in the own order again', () => {
    const seen: unknown[] = []
    for (let click = 0; click < 3; click += 1) {
      actions.setSort('last')
      seen.push(state().settings.sort)
    }
    expect(seen).toEqual([{ column: 'last', descending: true }, { column: 'last', descending: false }, null])
    actions.setSort('symbol')
    expect(state().settings.sort).toEqual({ column: 'symbol', descending: false })
  })
})

describe('selection', () => {
  it('goes to an interval that there are candles of, the venue’s own or made of shorter ones', () => {
    const offers = (...intervals: Instrument['intervals']) => sampleInstrument(btc, { intervals })
    expect(fittingInterval(offers('1m', '15m'), '15m')).toBe('15m')
    expect(fittingInterval(offers('1d', '1w'), '15m')).toBe('1d')
    expect(fittingInterval(offers('1m', '5m'), '1d')).toBe('1d')
    expect(fittingInterval(offers('1m'), '1M')).toBe('1M')
    expect(fittingInterval(offers('1d', '1w'), '3d')).toBe('3d')
    expect(fittingInterval(offers('1w'), '1M')).toBe('1w')
    expect(fittingInterval(undefined, '4h')).toBe('4h')
  })

  it('shows what a replay plays, in the list that was made for it', async () => {
    client.answer({
      'replay.start': ({ name, speed }) => ({
        active: true,
        instrument: sol,
        name,
        speed,
        clockAt: 0,
        fromAt: 0,
        toAt: 9,
        ended: false,
      }),
      'instruments.get': () => [sampleInstrument(sol, { intervals: ['1d'] })],
      'watchlists.list': () => [sampleWatchlist('majors', [btc]), sampleWatchlist('replay', [sol], 1)],
    })
    expect(await actions.startReplay(new File(['time,open'], 'a.csv'))).toBe(true)
    expect(state()).toMatchObject({ selected: sol, interval: '1d', activeWatchlist: 'replay' })
    expect(client.inputs('replay.start')).toEqual([{ name: 'a.csv', csv: 'time,open', speed: 60 }])
  })
})

describe('toasts', () => {
  it('keeps six, and lets firings stay longest', () => {
    const firing = actions.toast({ kind: 'firing', title: 'fired', body: '' })
    for (let count = 0; count < 8; count += 1) actions.toast({ kind: 'info', title: `${count}`, body: '' })
    expect(state().toasts).toHaveLength(6)
    expect(state().toasts[0]?.id).toBe(firing)
    expect(state().toasts.at(-1)?.title).toBe('7')
    actions.dismissToast(firing)
    expect(state().toasts.every((toast) => toast.kind === 'info')).toBe(true)
  })

  it('says what to do next, by the kind of error', () => {
    expect(explainError(codedError('rate-limited', 'slow down', { afterMs: 2500 }))).toBe(
      'Slow down. Try again in 3 s.',
    )
    expect(explainError(codedError('forbidden', 'no candles', 'no', { plan: true }))).toBe(
      'No candles. Another plan, or another venue, may have it: see Venues.',
    )
    expect(explainError(codedError('unauthorized', 'Finnhub needs a key'))).toBe(
      'Finnhub needs a key. Check the key, or the password of the proxy, in Venues.',
    )
    expect(explainError('odd')).toBe('Odd. Change what you entered, then try again.')
    expect(explainError(codedError('internal', 'broken.', 'later'))).toBe('Broken. Try again.')
  })
})
