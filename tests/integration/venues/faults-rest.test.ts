/** REST in trouble, at every venue: told to stop, broken inside, and answers that are none. */
import { describe, expect, it } from 'vitest'
import { spacingMs } from '../../../electron/feeds/poller.ts'
import { CodedError } from '../../../shared/errors.ts'
import { wordsOf } from '../../support/venues/fault-cases.ts'
import { brokenBodies, failures, restCalls } from '../../support/venues/fault-rest.ts'
import { exceptAt, reasonsOf, tradeSome, venuesBut } from '../../support/venues/fault-scenarios.ts'
import type { VenueCase } from '../../support/venues/rig-cases.ts'
import { venueCases } from '../../support/venues/rig-cases.ts'
import { withVenueRig } from '../../support/venues/rig.ts'
import type { VenueRig } from '../../support/venues/rig.ts'

const blockedUntil = (rig: VenueRig): number | null => rig.feeds.restHealth()[0]?.blockedUntil ?? null

const codeOf = async (
  promise: Promise<unknown>,
): Promise<{ code: string; retry: unknown; message: string }> => {
  try {
    await promise
  } catch (thrown) {
    if (thrown instanceof CodedError) return thrown
    throw thrown
  }
  throw new Error('an answer came')
}

/** Of a venue that allows eight hundred requests a day nothing is left for polls. */
const hardlyPolls = ({ provider }: VenueCase): boolean => spacingMs(provider.limits.rest, 1) > 60_000

/** Live, with its first questions over REST asked and answered. */
async function goLive(rig: VenueRig): Promise<void> {
  const { symbols } = rig.case
  rig.watch(symbols)
  await rig.subscribed(rig.topics(symbols))
  const trade = tradeSome(rig, symbols)
  trade()
  await rig.live()
  await rig.pass(31_000, trade, 1_000)
}

for (const status of [429, 418])
  describe.concurrent(`5. ${status} with Retry-After`, () => {
    it.each(venueCases)('$id', (venue) =>
      withVenueRig(venue, { clock: 'manual' }, async (rig) => {
        await goLive(rig)
        const { server, clock } = rig
        const [words] = wordsOf(venue.id).tooMany
        server.script.answerNext(1, { status, headers: { 'Retry-After': '40' }, body: words?.body ?? '' })
        const refused = await codeOf(rig.get(rig.provider.probe()))
        expect(refused).toMatchObject({ code: 'rate-limited', retry: { afterMs: 40_000 } })
        const until = blockedUntil(rig) ?? 0
        expect(until - clock.now()).toBeGreaterThan(39_000)
        expect(until - clock.now()).toBeLessThanOrEqual(40_000)

        // Nothing is sent meanwhile: not what the user asks for, nor polls while the stream is down, nor what our own watches ask.
        const asked = server.requests().length
        server.script.dropOnAccept(true)
        server.script.dropAll()
        await rig.until(() => rig.state() === 'waiting', 'the loss')
        await rig.pass(until - clock.now() - 3_000)
        const early = await codeOf(rig.get(rig.provider.probe()))
        expect(early).toMatchObject({ code: 'rate-limited' })
        expect(early.message).toMatch(/asked us to wait another [1-3] s/)
        expect(server.requests()).toHaveLength(asked)

        // Then all goes on: by the clock, no sooner and not much later.
        await rig.pass(3_000)
        expect(blockedUntil(rig)).toBeNull()
        await rig.get(rig.provider.probe())
        if (!hardlyPolls(venue)) await rig.until(() => rig.told.polled.length > 0, 'a poll', 60_000)
        expect(
          server
            .requests()
            .slice(asked)
            .every(({ at }) => at >= until),
        ).toBe(true)
      }),
    )
  })

describe.concurrent('5. too many requests in the words of the venue, without a time', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      for (const [index, words] of wordsOf(venue.id).tooMany.entries()) {
        rig.server.script.answerNext(1, words)
        const asked = rig.server.requests().length
        expect(await codeOf(rig.get(rig.provider.probe()))).toMatchObject({ code: 'rate-limited' })
        const waitMs = (blockedUntil(rig) ?? 0) - rig.clock.now()
        // Without advice the waits grow.
        expect(waitMs).toBeGreaterThanOrEqual(59_999)
        expect(waitMs).toBeLessThanOrEqual(60_000 * 2 ** index)
        await rig.pass(waitMs - 1_000)
        expect(await codeOf(rig.get(rig.provider.probe()))).toMatchObject({ code: 'rate-limited' })
        expect(rig.server.requests()).toHaveLength(asked + 1)
        await rig.pass(1_500)
      }
      await rig.get(rig.provider.probe())
      expect(blockedUntil(rig)).toBeNull()
    }),
  )
})

describe.concurrent('6. 5xx, whatever the body', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual', server: { premium: true } }, async (rig) => {
      for (const { what, request } of restCalls(rig))
        for (const { retry, ...answer } of failures) {
          rig.server.script.answerNext(1, answer)
          expect(await codeOf(rig.get(request)), `${what}: ${answer.status} ${answer.body}`).toMatchObject({
            code: 'venue-error',
            retry,
          })
          await rig.pass(7_500)
        }
      rig.server.script.restDown(true)
      expect(await codeOf(rig.get(rig.provider.probe()))).toMatchObject({
        code: 'venue-error',
        retry: 'later',
      })
      rig.server.script.restDown(false)
      await rig.get(rig.provider.probe())
      expect(rig.feeds.restHealth()[0]?.lastError).toContain(rig.provider.probe().path)
    }),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe.concurrent('6. HTML, broken JSON and nothing at all instead of an answer', () => {
  it.each(venueCases)('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual', server: { premium: true } }, async (rig) => {
      for (const { what, request, parse } of restCalls(rig)) {
        const { body: good } = await rig.get(request)
        expect(parse(good), what).not.toEqual([])
        for (const body of brokenBodies(good)) {
          rig.server.script.answerNext(1, { status: 200, body })
          const believed = rig.get(request).then((answer) => parse(answer.body))
          const refused = await codeOf(
            believed.then((value) => {
              throw new Error(
                `${what}: believed ${body.slice(0, 300)}: ${JSON.stringify(value).slice(0, 300)}`,
              )
            }),
          )
          // What was cut off may be whole the next time; what is another form of JSON will not.
          const retry = isJson(body) ? 'no' : 'later'
          expect({ what, body: body.slice(0, 80), code: refused.code, retry: refused.retry }).toMatchObject({
            ...{ code: 'bad-data', retry },
          })
        }
      }
    }),
  )
})

describe.concurrent('6. polls that are answered nonsense while the stream is down', () => {
  const exceptions = exceptAt(
    ['twelvedata'],
    'its polls lie minutes apart, for want of requests',
    hardlyPolls,
  )
  it.each(venuesBut(exceptions))('$id', (venue) =>
    withVenueRig(venue, { clock: 'manual' }, async (rig) => {
      await goLive(rig)
      const { server, told } = rig
      const [symbol] = venue.symbols
      const ticker = rig.provider.ticker.request([rig.instrument(symbol)])
      const { body: good } = await rig.get(ticker)
      const bodies = brokenBodies(good)
      for (const body of bodies.slice(0, 3)) server.script.answerNext(1, { status: 200, body })
      server.script.answerNext(1, { status: 502, body: '<html>' })
      const asked = server.requests().length
      server.script.dropOnAccept(true)
      server.script.dropAll()
      await rig.until(() => server.requests().length >= asked + 4, 'four polls', 180_000)
      expect(told.polled).toEqual([])
      await rig.until(() => told.polled.length > 0, 'an honest poll', 180_000)
      const newest = rig.market.trades(symbol).at(-1)
      await rig.until(() => told.polled.some(({ last }) => last === newest?.price), 'the price', 120_000)
    }),
  )
  it.each(reasonsOf(exceptions))('cannot be at $id: $why', ({ holds }) => {
    expect(holds).toBe(true)
  })
})
