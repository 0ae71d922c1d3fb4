/** History over REST: every page of a range, the venue's calendar, and another venue's candles where the plan has none. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createHistory } from '../../../../electron/core/history.ts'
import { silentLog } from '../../../../electron/lib/log.ts'
import type { Provider, RestRequest } from '../../../../electron/providers/provider.ts'
import { codedError } from '../../../../shared/errors.ts'
import type { Candle } from '../../../../shared/model/candle.ts'
import { instrumentId, type ProviderId } from '../../../../shared/model/ids.ts'
import { createTestProvider } from '../../../support/feed-provider.ts'
import { newYorkSession, testInstrument } from '../../../support/instruments.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const candle = (openAt: number): Candle => ({
  openAt,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
  closed: true,
  source: 'rest',
})
const range = { fromAt: 0, toAt: 600_000, limit: 10 }

/** Bodies are `{ rows: [openAt…], next }`; the page token is asked for as a query. */
type Body = { rows: number[]; next: string | null }
const paged: Provider['history'] = {
  maxRows: 10,
  request: (instrument, _interval, _range, page) => ({
    path: `/history/${instrument.symbol}`,
    query: page === null ? {} : { page },
    weight: 1,
  }),
  parse: (body) => (JSON.parse(body) as Body).rows.map(candle),
  nextPage: (body) => (JSON.parse(body) as Body).next,
}

const apple = (provider: string) =>
  testInstrument('AAPL', { id: instrumentId(provider, 'AAPL'), provider, session: newYorkSession })

let asked: string[]
let answers: Map<string, string | Error>
let standsIn: ProviderId | null
let hasCounterpart: boolean

beforeEach(() => {
  asked = []
  answers = new Map()
  standsIn = null
  hasCounterpart = true
})

function build(changes: Partial<Provider> = {}) {
  const first: Provider = { ...createTestProvider(), id: 'first', name: 'First', history: paged, ...changes }
  const second: Provider = { ...createTestProvider(), id: 'second', name: 'Second', history: paged }
  const get = async (id: string, { path, query }: RestRequest) => {
    const key = `${id}${path}${query['page'] === undefined ? '' : `?${query['page']}`}`
    asked.push(key)
    const answer = answers.get(key)
    if (answer === undefined) throw codedError('not-found', `nothing at ${key}`)
    if (answer instanceof Error) throw answer
    return { body: answer, latencyMs: 1, sentAt: 0, receivedAt: 1 }
  }
  return createHistory({
    clock: createManualClock(Date.UTC(2026, 10, 23)),
    log: silentLog,
    providers: [first, second],
    feeds: {
      rest: (id) => ({
        get: (request) => get(id, request),
        health: () => {
          throw new Error('unused')
        },
        stop: () => {},
      }),
      status: () => [],
    },
    credentials: () => ({}),
    historyFrom: () => standsIn,
    counterpart: (_instrument, provider) => (hasCounterpart ? apple(provider) : null),
  })
}

const body = (rows: number[], next: string | null = null): string => JSON.stringify({ rows, next })
const noPlan = codedError('venue-refused', 'You do not have access to this resource.', 'no', { plan: true })

describe('candles', () => {
  it('are all pages of the range, ascending', async () => {
    answers.set('first/history/AAPL', body([180_000, 240_000], 'b'))
    answers.set('first/history/AAPL?b', body([60_000, 120_000], 'c'))
    answers.set('first/history/AAPL?c', body([0]))
    const candles = await build().candles(apple('first'), '1m', range)
    expect(candles.map(({ openAt }) => openAt)).toEqual([0, 60_000, 120_000, 180_000, 240_000])
    expect(asked).toHaveLength(3)
  })

  it('are enough when the limit is reached, whatever pages there are', async () => {
    answers.set('first/history/AAPL', body([0, 60_000, 120_000], 'b'))
    await build().candles(apple('first'), '1m', { ...range, limit: 3 })
    expect(asked).toHaveLength(1)
  })

  it('end with a venue that goes round in circles', async () => {
    answers.set('first/history/AAPL', body([], 'again'))
    answers.set('first/history/AAPL?again', body([], 'again'))
    expect(await build().candles(apple('first'), '1m', range)).toEqual([])
    expect(asked.length).toBeLessThan(100)
  })

  it('say what to do where the plan has none', async () => {
    answers.set('first/history/AAPL', noPlan)
    const history = build()
    await expect(history.candles(apple('first'), '1m', range)).rejects.toMatchObject({
      code: 'venue-refused',
      message: expect.stringMatching(/First: your plan has no candles.*Settings/),
    })
    expect(history.note(apple('first'), 'source')).toBeNull()
  })

  it('are another venue’s where the user allows it, said so, and the refusal is not asked for again', async () => {
    answers.set('first/history/AAPL', noPlan)
    answers.set('second/history/AAPL', body([0]))
    standsIn = 'second'
    const history = build()
    for (let count = 0; count < 2; count += 1)
      expect(await history.candles(apple('first'), '1m', range)).toHaveLength(1)
    expect(asked).toEqual(['first/history/AAPL', 'second/history/AAPL', 'second/history/AAPL'])
    expect(history.note(apple('first'), 'source')).toBe("Candles are Second's: your plan at First has none.")
    history.retry('first')
    await history.candles(apple('first'), '1m', range)
    expect(asked.at(-2)).toBe('first/history/AAPL')
  })

  it('are refused with the reason where the other venue has no such instrument', async () => {
    answers.set('first/history/AAPL', noPlan)
    standsIn = 'second'
    hasCounterpart = false
    await expect(build().candles(apple('first'), '1m', range)).rejects.toMatchObject({
      message: expect.stringContaining('Second, which stands in, has no AAPL'),
    })
  })

  it('do not go elsewhere for any other refusal', async () => {
    answers.set('first/history/AAPL', codedError('venue-error', 'down', 'later'))
    standsIn = 'second'
    await expect(build().candles(apple('first'), '1m', range)).rejects.toMatchObject({ code: 'venue-error' })
    expect(asked).toEqual(['first/history/AAPL'])
  })
})

describe('how far back', () => {
  it('is said of a venue that keeps only its newest rows', () => {
    const history = build({ history: { ...paged, deepestRows: 720 } })
    expect(history.deepestRows(apple('first'))).toBe(720)
    expect(history.note(apple('first'), 'depth')).toBe(
      'First answers only its newest 720 candles of an interval.',
    )
    expect(history.deepestRows(apple('second'))).toBeNull()
    expect(history.note(apple('second'), 'depth')).toBeNull()
  })
})

describe('instruments', () => {
  const calendar: NonNullable<Provider['calendar']> = {
    isWhole: true,
    request: () => ({ path: '/calendar', query: {}, weight: 1 }),
    parse: () => ({
      holidays: ['2026-11-26'],
      earlyCloses: [{ date: '2026-11-27', closesAtMinute: 780 }],
    }),
  }
  const listed: Provider['instruments'] = {
    requests: () => ['/a', '/b'].map((path) => ({ path, query: {}, weight: 1 })),
    parse: (bodies) => bodies.map((text) => ({ ...apple('first'), name: text })),
  }

  it('come from all lists, with the venue’s own holidays and short days', async () => {
    answers.set('first/a', 'one').set('first/b', 'two').set('first/calendar', '')
    const [one, two] = await build({ instruments: listed, calendar }).instruments('first')
    expect([one?.name, two?.name]).toEqual(['one', 'two'])
    expect(one?.session).toMatchObject({
      holidays: ['2026-11-26'],
      earlyCloses: [{ date: '2026-11-27', closesAtMinute: 780 }],
    })
    expect(one?.session).toBe(two?.session)
  })

  it('are those of the lists that the venue gives, if the first is among them', async () => {
    answers.set('first/a', 'one').set('first/b', codedError('venue-refused', 'not in this plan'))
    expect((await build({ instruments: listed }).instruments('first')).map(({ name }) => name)).toEqual([
      'one',
      '',
    ])
    answers.set('first/a', codedError('venue-refused', 'nothing')).set('first/b', 'two')
    await expect(build({ instruments: listed }).instruments('first')).rejects.toThrow('nothing')
    answers.set('first/a', 'one').set('first/b', codedError('network', 'gone', 'later'))
    await expect(build({ instruments: listed }).instruments('first')).rejects.toThrow('gone')
  })

  it('keep the holidays that are known by rule where the venue names only some', async () => {
    answers.set('first/a', 'one').set('first/b', 'two').set('first/calendar', '')
    const [one] = await build({
      instruments: listed,
      calendar: { ...calendar, isWhole: false },
    }).instruments('first')
    const { session } = one ?? {}
    if (session?.kind !== 'exchange' || newYorkSession.kind !== 'exchange') throw new Error('no hours')
    expect(session.holidays).toEqual([...new Set([...newYorkSession.holidays, '2026-11-26'])].toSorted())
  })

  it('keep their own calendar where the venue does not answer for it', async () => {
    answers.set('first/a', 'one').set('first/b', 'two')
    const [one] = await build({ instruments: listed, calendar }).instruments('first')
    expect(one?.session).toEqual(newYorkSession)
  })
})
