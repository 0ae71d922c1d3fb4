/** Rules of the full language on a running core: what they fire on, what a user can do to them, and what is kept of it. */
import { describe, expect, it } from 'vitest'
import type { AlertDraft } from '../../shared/alerts/rule.ts'
import type { AlertView } from '../../shared/alerts/view.ts'
import type { MethodInput } from '../../shared/contract/methods.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import { waitFor } from '../support/wait-for.ts'
import { bitcoin, createCoreBench } from './core-bench.ts'

const bench = createCoreBench()
const { stateIs, furtherTick } = bench
const call: typeof bench.test.client.call = (...args) => bench.test.client.call(...args)

type Condition = AlertDraft['conditions'][number]
const condition = (changes: Partial<Condition>): Condition => ({
  ...{ source: { kind: 'last' }, operator: 'greater-than', operands: [1] },
  ...{ within: null, interval: null, instrument: null, ...changes },
})
/** True of any price that the exchange has. */
const always = (changes: Partial<MethodInput<'alerts.save'>> = {}) => ({
  scope: { kind: 'instruments' as const, instruments: [bitcoin] },
  conditions: [condition({})],
  frequency: { kind: 'once' as const },
  ...changes,
})
/** Far from any price that the exchange has. */
const never = (level: number) =>
  ({ instrument: bitcoin, operator: 'crossing', level, frequency: { kind: 'once' } }) as const

const listed = async (id: string): Promise<AlertView | undefined> =>
  (await call('alerts.list', {})).find((rule) => rule.id === id)
const fired = () => waitFor(() => bench.firings.length > 0, 'a firing', 20_000)

describe('a rule in full', () => {
  it('fires on an indicator and a bid together, with the evidence of both, and says what came of it', async () => {
    await stateIs('simulated')
    const rsi = { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' } as const
    const saved = await call('alerts.save', {
      ...always({ name: 'Both', message: '{{ticker}} at {{price}}' }),
      conditions: [
        condition({ source: rsi, operator: 'greater-than', operands: [0.001], interval: '1m' }),
        condition({ source: { kind: 'bid' }, operands: [1] }),
      ],
    })
    expect(saved).toMatchObject({
      ...{ state: 'armed', version: 1, instrument: null, level: null },
      sentence: 'BTCUSDT RSI 14 on 1m is greater than 0.001 and BTCUSDT bid is greater than 1, once',
    })
    await fired()
    const [firing] = bench.firings
    expect(firing).toMatchObject({
      ...{ rule: saved.id, ruleName: 'Both', ruleVersion: 1, late: false, simulated: true, number: 1 },
      ...{ inferred: null, feed: { quote: 'simulated', stream: 'live' } },
    })
    expect(firing?.message).toMatch(/^BTCUSDT at [\d,.]+$/)
    const [ofRsi, ofBid] = firing?.conditions ?? []
    expect(ofRsi?.at?.value).toBeGreaterThan(0.001)
    expect(ofRsi?.at?.value).toBeLessThanOrEqual(100)
    expect(ofBid?.at?.value).toBeGreaterThan(1)
    expect([ofRsi?.bounds, ofBid?.bounds]).toEqual([[0.001], [1]])

    const id = firing?.id ?? ''
    await waitFor(() => bench.test.notified.length > 0, 'a notification')
    const report = { firing: id, channel: 'toast', outcome: 'shown', at: Date.now() } as const
    await call('firings.report', { reports: [report] })
    const whole = await call('firings.get', { id })
    expect(whole.firing).toEqual(firing)
    expect(whole.deliveries).toMatchObject([
      { firing: id, target: 'desktop', reason: 'alert', state: 'sent' },
    ])
    expect(whole.deliveries[0]?.title).toBe(bench.test.notified[0]?.title)
    expect(whole.reports).toEqual([report])
    await expect(call('firings.get', { id: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })

    await call('firings.acknowledge', { ids: [id] })
    await waitFor(() => bench.firings.at(-1)?.acknowledgedAt !== null, 'the acknowledgement')
    expect(await call('firings.list', { unseen: true })).toEqual([])
    expect((await call('firings.list', { text: 'RSI', unseen: false })).map((each) => each.id)).toEqual([id])
    const { text, count } = await call('firings.export', { format: 'csv', filter: { rule: saved.id } })
    expect([count, text.includes(id)]).toEqual([1, true])
  })

  it('fires on the number in a webhook’s JSON, on the side that it says and once', async () => {
    const [source] = await call('hooks.sources.list', {})
    const number = { kind: 'webhook', hook: source?.id ?? '', path: 'signal.score' } as const
    const { id } = await call('alerts.save', {
      scope: { kind: 'app' },
      conditions: [condition({ source: number, operator: 'crossing-up', operands: [0.5] })],
      frequency: { kind: 'every-time', coolDownMs: 0 },
    })
    const url = `${bench.test.core.hooksAddress()}/hooks/${source?.token}`
    for (const body of ['{"signal":{"score":0.4}}', 'score 0.9', '{"signal":{"score":0.7}}', '{"score":9}'])
      expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
    await waitFor(
      async () =>
        (await call('hooks.inbox.list', {})).filter((entry) => entry.processedAt !== null).length === 4,
      'all four to be read',
    )
    expect(bench.firings).toMatchObject([{ rule: id, instrument: null, price: 0.7, level: 0.5 }])
  })
})

describe('what a user does to rules', () => {
  it('deletes one and brings it back as it was, with its count, and not after the next start', async () => {
    await stateIs('simulated')
    const { id } = await call('alerts.save', always({ note: 'kept' }))
    await fired()
    const before = await listed(id)
    expect(before).toMatchObject({ state: 'fired', firedCount: 1, note: 'kept' })
    const gone = await call('alerts.delete', { ids: [id, 'nobody'] })
    expect(gone.map((rule) => rule.id)).toEqual([id])
    expect(await call('alerts.list', {})).toEqual([])
    expect(await call('alerts.restore', { ids: [id] })).toEqual([before])
    await bench.test.restart()
    await bench.watch()
    expect(await listed(id)).toMatchObject({ state: 'fired', firedCount: 1, note: 'kept', version: 1 })
    expect(await call('firings.list', {})).toHaveLength(1)
    await expect(call('alerts.restore', { ids: [id] })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('pauses everything, over a restart too, and goes on with what is then', async () => {
    await stateIs('simulated')
    await call('alerts.pauseAll', { paused: true })
    const { id } = await call('alerts.save', always())
    await furtherTick()
    await bench.test.restart()
    await bench.watch()
    await stateIs('simulated')
    expect(await call('alerts.status', {})).toMatchObject({ paused: true })
    await furtherTick()
    expect(await call('firings.list', {})).toEqual([])
    expect(await listed(id)).toMatchObject({ state: 'armed', firedCount: 0 })
    await call('alerts.pauseAll', { paused: false })
    await fired()
    expect(await call('settings.get', {})).toMatchObject({ alertsPaused: false })
    expect(bench.firings).toMatchObject([{ rule: id, late: false }])
  })

  it('pauses by the settings as by the call', async () => {
    await stateIs('simulated')
    await call('settings.save', { alertsPaused: true })
    expect((await call('alerts.status', {})).paused).toBe(true)
    await call('alerts.save', always())
    await furtherTick()
    expect(bench.firings).toEqual([])
    await call('settings.save', { alertsPaused: false })
    await fired()
  })

  it('keeps one quiet for a while: it stays armed, says why it did not fire, and fires when it is woken', async () => {
    await stateIs('simulated')
    const { id } = await call('alerts.save', {
      ...always(),
      frequency: { kind: 'once-per-minute', coolDownMs: 0 },
      schedule: { startsAt: null, expiresAt: null, snoozeUntil: Date.now() + 3_600_000, active: null },
    })
    await waitFor(async () => (await listed(id))?.standings[0]?.heldBack !== null, 'it to be held back')
    expect(await listed(id)).toMatchObject({
      state: 'armed',
      standings: [{ heldBack: { reason: 'snoozed' } }],
    })
    await furtherTick()
    expect(bench.firings).toEqual([])
    const [woken] = await call('alerts.snooze', { ids: [id], until: null })
    expect(woken?.schedule.snoozeUntil).toBeNull()
    await fired()
    await expect(call('alerts.snooze', { ids: [id, 'nobody'], until: 1 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('rules as a file', () => {
  it('are the same when they are read again; what differs is said, and changes all or nothing', async () => {
    await stateIs('simulated')
    await call('alerts.save', { ...never(900_000), note: 'a "note"' })
    const paused = await call('alerts.save', {
      ...always(),
      conditions: [condition({ operands: [800_000] })],
    })
    await call('alerts.pause', { ids: [paused.id] })
    const before = await call('alerts.list', {})
    const { text, count } = await call('alerts.export', {})
    expect(count).toBe(2)
    const again = await call('alerts.import', { text, apply: true })
    expect([again.applied, again.rows.map(({ kind }) => kind)]).toEqual([true, ['same', 'same']])
    expect(await call('alerts.list', {})).toEqual(before)

    const other = text.replace('900000', '910000')
    expect((await call('alerts.import', { text: other, apply: false })).applied).toBe(false)
    // A source that there is not is found only when the rule is made: the level stays as it was all the same.
    const hook = { kind: 'webhook', hook: 'gone', path: null }
    const wrong = JSON.parse(other) as { rules: { id?: string; conditions: object[] }[] }
    wrong.rules.push({
      ...wrong.rules[0],
      id: 'third',
      conditions: [{ ...condition({ operator: 'happens', operands: [] }), source: hook }],
    })
    await expect(call('alerts.import', { text: JSON.stringify(wrong), apply: true })).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('no webhook source gone'),
    })
    expect(await call('alerts.list', {})).toEqual(before)

    const changed = await call('alerts.import', { text: other, apply: true })
    expect([changed.applied, changed.rows.map(({ kind }) => kind)]).toEqual([true, ['changed', 'same']])
    expect((await call('alerts.list', {})).map(({ level, state }) => [level, state])).toEqual([
      [910_000, 'armed'],
      [800_000, 'paused'],
    ])
  })
})

describe('a backup', () => {
  it('gives a rule on a list back on what became of that list', async () => {
    await stateIs('simulated')
    const ether = instrumentId('simulated', 'ETHUSDT')
    const items = [{ kind: 'instrument' as const, instrument: ether }]
    await call('watchlists.save', { id: 'mine', name: 'Mine', position: 9, items })
    const scope = { kind: 'watchlist', watchlist: 'mine' } as const
    const { id } = await call('alerts.save', {
      ...always({ scope }),
      conditions: [condition({ operator: 'crossing', operands: [800_000] })],
    })
    const backup = await call('backup.export', {})
    await call('alerts.delete', { ids: [id] })
    await call('watchlists.delete', { id: 'mine' })
    await call('backup.import', { backup })
    const [rule] = await call('alerts.list', {})
    const list = (await call('watchlists.list', {})).find(({ name }) => name === 'Mine')
    expect(rule?.scope).toEqual({ kind: 'watchlist', watchlist: list?.id })
    expect(rule?.standings.map(({ instrument }) => instrument)).toEqual([ether])
  })

  it('of the first version is read, and changes nothing where one of its rules can’t be kept', async () => {
    await stateIs('simulated')
    const backup = await call('backup.export', {})
    const { soundVolume: _volume, alertsPaused: _paused, quietHours: _hours, ...settings } = backup.settings
    const old = { ...never(900_000), note: '', expiresAt: null, paused: true }
    const first = {
      ...backup,
      settings: { ...settings, theme: 'light' as const },
      watchlists: [],
      alerts: [old],
    }
    const offGrid = { ...first, alerts: [old, { ...old, level: 800_000.123456 }] }
    await expect(call('backup.import', { backup: offGrid })).rejects.toMatchObject({ code: 'bad-request' })
    expect([await call('alerts.list', {}), (await call('settings.get', {})).theme]).toEqual([[], 'system'])
    expect(await call('backup.import', { backup: first })).toEqual({ watchlists: 0, alerts: 1 })
    expect(await call('alerts.list', {})).toMatchObject([{ level: 900_000, state: 'paused' }])
    expect(await call('settings.get', {})).toMatchObject({ theme: 'light', soundVolume: 0.7 })
  })
})
